// The key that signs receipts: Ed25519, libsodium's.
//
// Promise: made at first use in the store's folder (readable by its owner only), or read from a file that was named.
// The file holds the 32-byte seed as 64 hexadecimal digits. Errors: kInvalidArgument for a file that holds no key,
// kNotFound for an absent one that was named; messages never repeat key material. Threads: values.
#pragma once

#include <string>
#include <string_view>

#include "base/file.h"

namespace lethe {

class ReceiptKey {
 public:
  static ReceiptKey OfStore(const Path& store);
  static ReceiptKey FromFile(const Path& file);
  ~ReceiptKey();
  ReceiptKey(ReceiptKey&&) = default;

  // Hexadecimal, 64 and 128 digits.
  std::string public_key() const;
  std::string Sign(std::string_view message) const;

 private:
  explicit ReceiptKey(std::string_view seed_hex);

  std::string public_;
  std::string secret_;
};

// False also for strings that are no key or no signature.
bool VerifySignature(std::string_view public_key_hex, std::string_view signature_hex, std::string_view message);

std::string ToHex(std::string_view bytes);
// Empty when it is not hexadecimal.
std::string FromHex(std::string_view hex);
std::string Sha256Hex(std::string_view bytes);

}  // namespace lethe
