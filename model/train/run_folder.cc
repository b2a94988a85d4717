#include "model/train/run_folder.h"

namespace lethe {

void PointLastTo(const Path& run, const std::string& checkpoint) {
  const Path link = run / "last.tmp";
  std::filesystem::remove(link);
  std::filesystem::create_directory_symlink(checkpoint, link);
  std::filesystem::rename(link, run / "last");
}

}  // namespace lethe
