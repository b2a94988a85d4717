#include "retriever/receipts/receipt_key.h"

#include <sodium.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/text.h"
#include "retriever/receipts/receipt_chain.h"

namespace lethe {
namespace {

unsigned char* Bytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}
const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

void Start() {
  if (::sodium_init() < 0) throw Error(Code::kInternal, "libsodium cannot be started");
}

std::string NewSeed() {
  std::string seed(crypto_sign_SEEDBYTES, '\0');
  randombytes_buf(seed.data(), seed.size());
  return ToHex(seed);
}

}  // namespace

std::string ToHex(std::string_view bytes) {
  std::string hex(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), Bytes(bytes), bytes.size());
  hex.pop_back();
  return hex;
}

std::string FromHex(std::string_view hex) {
  std::string bytes(hex.size() / 2, '\0');
  size_t size = 0;
  const int failed = sodium_hex2bin(Bytes(bytes), bytes.size(), hex.data(), hex.size(), nullptr, &size, nullptr);
  return failed != 0 || 2 * size != hex.size() ? std::string() : bytes;
}

std::string Sha256Hex(std::string_view bytes) {
  std::string hash(crypto_hash_sha256_BYTES, '\0');
  crypto_hash_sha256(Bytes(hash), Bytes(bytes), bytes.size());
  return ToHex(hash);
}

ReceiptKey::ReceiptKey(std::string_view seed_hex)
    : public_(crypto_sign_PUBLICKEYBYTES, '\0'), secret_(crypto_sign_SECRETKEYBYTES, '\0') {
  Start();
  std::string seed = FromHex(seed_hex);
  if (seed.size() != crypto_sign_SEEDBYTES)
    throw Error(Code::kInvalidArgument, "holds no key of 64 hexadecimal digits");
  crypto_sign_seed_keypair(Bytes(public_), Bytes(secret_), Bytes(std::string_view(seed)));
  sodium_memzero(seed.data(), seed.size());
}

ReceiptKey::~ReceiptKey() {
  sodium_memzero(secret_.data(), secret_.size());
}

ReceiptKey ReceiptKey::FromFile(const Path& file) {
  std::string seed = ReadFile(file);
  try {
    ReceiptKey key{Trim(seed)};
    sodium_memzero(seed.data(), seed.size());
    return key;
  } catch (const Error& error) {
    throw Error(error.code(), StrCat(file.string(), ": ", error.what(),
                                     "; it is a seed of 32 random bytes in hexadecimal, such as `openssl rand -hex 32` "
                                     "prints"));
  }
}

// A file that somebody else can read for a moment is no secret: it is made readable by its owner alone before it is
// renamed to its name, by the mask of this process.
ReceiptKey ReceiptKey::OfStore(const Path& store) {
  Start();
  const Path file = ReceiptKeyFile(store);
  if (!std::filesystem::exists(file)) {
    CreateDirectories(file.parent_path());
    const mode_t mask = ::umask(0077);
    try {
      WriteFileAtomic(file, NewSeed() + "\n");
    } catch (...) {
      ::umask(mask);
      throw;
    }
    ::umask(mask);
  }
  return FromFile(file);
}

std::string ReceiptKey::public_key() const {
  return ToHex(public_);
}

std::string ReceiptKey::Sign(std::string_view message) const {
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(Bytes(signature), nullptr, Bytes(message), message.size(), Bytes(std::string_view(secret_)));
  return ToHex(signature);
}

bool VerifySignature(std::string_view public_key_hex, std::string_view signature_hex, std::string_view message) {
  Start();
  const std::string key = FromHex(public_key_hex), signature = FromHex(signature_hex);
  if (key.size() != crypto_sign_PUBLICKEYBYTES || signature.size() != crypto_sign_BYTES) return false;
  return crypto_sign_verify_detached(Bytes(std::string_view(signature)), Bytes(message), message.size(),
                                     Bytes(std::string_view(key))) == 0;
}

}  // namespace lethe
