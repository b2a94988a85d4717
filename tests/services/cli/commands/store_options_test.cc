#include "services/cli/commands/store_options.h"

#include <gtest/gtest.h>

#include "retriever/embedders/embedder.h"
#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

class StoreOptionsTest : public testing::TempDir {
 protected:
  void TearDown() override { EnableBert(nullptr); }
  StoreOptions BertOptions() const {
    StoreOptions options;
    options.store = (dir() / "store").string();
    options.config = WriteTemp("store.txtpb", "embedder { bert { folder: \"somewhere\" } }").string();
    return options;
  }
};

// The engine loads a BERT folder when it opens the store, and not before as well.
TEST_F(StoreOptionsTest, AStoreIsHandedOverWithoutLoadingItsEmbedder) {
  static int made;
  made = 0;
  EXPECT_THROW(RequireEmbedder(BertOptions()), NeedsEngine);
  EnableBert([](const BertConfig&) {
    ++made;
    return MakeEmbedder({});
  });
  RequireEmbedder(BertOptions());
  EXPECT_EQ(made, 0);
  OpenStore(BertOptions(), OpenMode::kCreate);
  EXPECT_EQ(made, 1);
  // Of a store that exists too, where it is compared with the store's own.
  RequireEmbedder(BertOptions());
  OpenStore(BertOptions(), OpenMode::kRead);
  EXPECT_EQ(made, 2);
}

}  // namespace
}  // namespace lethe
