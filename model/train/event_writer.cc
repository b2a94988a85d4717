#include "model/train/event_writer.h"

#include <array>
#include <chrono>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "proto/training.pb.h"

namespace lethe {
namespace {

std::array<uint32_t, 256> MakeCrcTable() {
  std::array<uint32_t, 256> table{};
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t crc = i;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78u : 0u);
    table[i] = crc;
  }
  return table;
}

// TFRecord stores checksums rotated and shifted, so that a checksum of checksums is no fixed point.
uint32_t Masked(uint32_t crc) {
  return ((crc >> 15) | (crc << 17)) + 0xa282ead8u;
}

double Now() {
  return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

std::FILE* OpenAppending(const Path& path) {
  std::FILE* file = std::fopen(path.c_str(), "ab");
  if (file == nullptr) ThrowErrno("open", path);
  return file;
}

template <typename T>
void AppendRaw(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

uint32_t Crc32c(std::string_view bytes) {
  static const std::array<uint32_t, 256> kTable = MakeCrcTable();
  uint32_t crc = 0xffffffffu;
  for (const char byte : bytes) crc = kTable[(crc ^ static_cast<unsigned char>(byte)) & 0xff] ^ (crc >> 8);
  return crc ^ 0xffffffffu;
}

EventWriter::EventWriter(const Path& folder) {
  CreateDirectories(folder);
  const auto second = static_cast<int64_t>(Now());
  events_ = OpenAppending(folder / StrCat("events.out.tfevents.", second, ".lethe"));
  metrics_ = OpenAppending(folder / "metrics.jsonl");
  TensorboardEvent version;
  version.set_wall_time(Now());
  version.set_file_version("brain.Event:2");
  WriteRecord(version.SerializeAsString());
}

EventWriter::~EventWriter() {
  std::fclose(events_);
  std::fclose(metrics_);
}

void EventWriter::WriteRecord(const std::string& payload) {
  std::string record;
  AppendRaw(record, static_cast<uint64_t>(payload.size()));
  AppendRaw(record, Masked(Crc32c(record)));
  record += payload;
  AppendRaw(record, Masked(Crc32c(payload)));
  std::fwrite(record.data(), 1, record.size(), events_);
}

void EventWriter::Write(int64_t step, const std::map<std::string, double>& values) {
  TensorboardEvent event;
  event.set_wall_time(Now());
  event.set_step(step);
  std::string line = StrCat("{\"step\":", step);
  for (const auto& [tag, value] : values) {
    auto* entry = event.mutable_summary()->add_value();
    entry->set_tag(tag);
    entry->set_simple_value(static_cast<float>(value));
    char number[32];
    std::snprintf(number, sizeof number, "%.9g", value);
    line += StrCat(",\"", tag, "\":", std::isfinite(value) ? number : "null");
  }
  WriteRecord(event.SerializeAsString());
  std::fprintf(metrics_, "%s}\n", line.c_str());
}

void EventWriter::Flush() {
  if (std::fflush(events_) != 0 || std::fflush(metrics_) != 0) ThrowErrno("write", "training curves");
}

}  // namespace lethe
