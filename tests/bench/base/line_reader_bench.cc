#include "base/line_reader.h"

#include <benchmark/benchmark.h>

#include <string>

#include "tests/support/temp_dir.h"

namespace lethe {
namespace {

// Lines of the length of a fact, plain, from the page cache.
void BM_ReadPlainLines(benchmark::State& state) {
  const testing::ScopedTempDir dir;
  std::string text;
  const std::string line(static_cast<size_t>(state.range(0)), 'x');
  while (text.size() < (size_t{16} << 20)) text += line + "\n";
  const Path file = dir.path() / "lines.txt";
  WriteFileAtomic(file, text);
  for (auto _ : state) {
    LineReader reader(file);
    for (std::string_view next; reader.Next(next);) benchmark::DoNotOptimize(next);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
BENCHMARK(BM_ReadPlainLines)->Arg(20)->Arg(120)->Arg(4000);

}  // namespace
}  // namespace lethe
