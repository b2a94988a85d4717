#include "retriever/lexical/postings.h"

#include <gmock/gmock.h>

#include "base/random.h"
#include "tests/support/throws_code.h"

namespace lethe {
namespace {

bool Same(const std::vector<Posting>& a, const std::vector<Posting>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Posting& x, const Posting& y) {
    return x.doc == y.doc && x.count == y.count && x.length == y.length;
  });
}

std::vector<Posting> RandomPostings(Random& random, uint64_t chunk, uint64_t first, uint64_t last) {
  std::vector<Posting> postings;
  for (uint64_t doc = first; doc < last; doc += 1 + random.Below(200)) {
    postings.push_back({chunk * kChunkDocs + doc, 1 + static_cast<uint32_t>(random.Below(5)),
                        static_cast<uint32_t>(random.Below(100000))});
  }
  return postings;
}

TEST(PostingsTest, BlocksJoinByConcatenation) {
  Random random(3);
  for (const uint64_t chunk : {0u, 1u, 70000u}) {
    std::vector<Posting> all = RandomPostings(random, chunk, 0, 5000);
    const std::string first = EncodePostings(all);
    const std::vector<Posting> more = RandomPostings(random, chunk, 5000, kChunkDocs);
    all.insert(all.end(), more.begin(), more.end());
    std::vector<Posting> decoded;
    DecodePostings(first + EncodePostings(more), chunk, decoded);
    EXPECT_TRUE(Same(decoded, all));
  }
}

TEST(PostingsTest, NothingIsABlockToo) {
  std::vector<Posting> decoded;
  DecodePostings(EncodePostings({}), 0, decoded);
  DecodePostings("", 0, decoded);
  EXPECT_TRUE(decoded.empty());
}

TEST(PostingsTest, EveryTruncationIsSeen) {
  const std::string bytes = EncodePostings({{5, 1, 300}, {900, 2, 7}});
  for (size_t size = 1; size < bytes.size(); ++size) {
    std::vector<Posting> decoded;
    EXPECT_THAT([&] { DecodePostings(std::string_view(bytes).substr(0, size), 0, decoded); },
                testing::ThrowsCode(Code::kDataLoss));
  }
}

}  // namespace
}  // namespace lethe
