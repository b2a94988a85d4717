#include "tests/retriever/stores/faulty_files.h"

#include <rocksdb/file_system.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <limits>
#include <map>
#include <mutex>
#include <string>

namespace lethe::testing {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

struct FaultSwitches {
  std::atomic<int64_t> space = std::numeric_limits<int64_t>::max();
  std::atomic<bool> fail_syncs = false;
  std::atomic<bool> cut = false;
  std::mutex mutex;                        // guards `synced`
  std::map<std::string, uint64_t> synced;  // bytes of each written file that survive a cut
};

namespace {

class FaultyFile : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyFile(std::unique_ptr<rocksdb::FSWritableFile>&& file, std::string name, uint64_t size,
             std::shared_ptr<FaultSwitches> switches)
      : FSWritableFileOwnerWrapper(std::move(file)),
        name_(std::move(name)),
        size_(size),
        switches_(std::move(switches)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* context) override {
    if (switches_->cut) return IOStatus::IOError(name_, "no power");
    const auto wanted = static_cast<int64_t>(data.size());
    const int64_t left = switches_->space.fetch_sub(wanted);
    const int64_t fits = std::max<int64_t>(0, std::min(left, wanted));
    const IOStatus status = target()->Append(Slice(data.data(), static_cast<size_t>(fits)), options, context);
    size_ += static_cast<uint64_t>(fits);
    return fits < wanted ? IOStatus::NoSpace("While appending to file: " + name_, "No space left on device") : status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo&,
                  IODebugContext* context) override {
    return Append(data, options, context);
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* context) override {
    return Synced([&] { return target()->Sync(options, context); });
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* context) override {
    return Synced([&] { return target()->Fsync(options, context); });
  }

 private:
  template <typename SyncTarget>
  IOStatus Synced(SyncTarget sync) {
    if (switches_->cut) return IOStatus::IOError(name_, "no power");
    if (switches_->fail_syncs) return IOStatus::IOError("While fdatasync: " + name_, "Input/output error");
    const IOStatus status = sync();
    const std::lock_guard lock(switches_->mutex);
    if (status.ok()) switches_->synced[name_] = size_;
    return status;
  }

  std::string name_;
  uint64_t size_;
  std::shared_ptr<FaultSwitches> switches_;
};

class FaultyFileSystem : public rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFileSystem(std::shared_ptr<FaultSwitches> switches)
      : FileSystemWrapper(rocksdb::FileSystem::Default()), switches_(std::move(switches)) {}

  const char* Name() const override { return "FaultyFiles"; }

  IOStatus NewWritableFile(const std::string& name, const FileOptions& options,
                           std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
    if (switches_->cut) return IOStatus::IOError(name, "no power");
    const IOStatus status = target()->NewWritableFile(name, options, file, context);
    if (status.ok()) Wrap(name, 0, file);
    return status;
  }
  IOStatus ReopenWritableFile(const std::string& name, const FileOptions& options,
                              std::unique_ptr<rocksdb::FSWritableFile>* file, IODebugContext* context) override {
    if (switches_->cut) return IOStatus::IOError(name, "no power");
    std::error_code absent;
    const uintmax_t size = std::filesystem::file_size(name, absent);
    const IOStatus status = target()->ReopenWritableFile(name, options, file, context);
    if (status.ok()) Wrap(name, absent ? 0 : size, file);
    return status;
  }
  IOStatus RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                      IODebugContext* context) override {
    if (switches_->cut) return IOStatus::IOError(to, "no power");
    const IOStatus status = target()->RenameFile(from, to, options, context);
    const std::lock_guard lock(switches_->mutex);
    if (auto moved = switches_->synced.extract(from); status.ok() && !moved.empty()) {
      switches_->synced.erase(to);
      moved.key() = to;
      switches_->synced.insert(std::move(moved));
    }
    return status;
  }
  IOStatus GetFreeSpace(const std::string& path, const IOOptions& options, uint64_t* bytes,
                        IODebugContext* context) override {
    const IOStatus status = target()->GetFreeSpace(path, options, bytes, context);
    *bytes = std::min(*bytes, static_cast<uint64_t>(std::max<int64_t>(0, switches_->space)));
    return status;
  }
  IOStatus DeleteFile(const std::string& name, const IOOptions& options, IODebugContext* context) override {
    if (switches_->cut) return IOStatus::IOError(name, "no power");
    const std::lock_guard lock(switches_->mutex);
    switches_->synced.erase(name);
    return target()->DeleteFile(name, options, context);
  }

 private:
  void Wrap(const std::string& name, uint64_t size, std::unique_ptr<rocksdb::FSWritableFile>* file) {
    {
      const std::lock_guard lock(switches_->mutex);
      switches_->synced[name] = size;
    }
    *file = std::make_unique<FaultyFile>(std::move(*file), name, size, switches_);
  }

  std::shared_ptr<FaultSwitches> switches_;
};

}  // namespace

FaultyFiles::FaultyFiles()
    : switches_(std::make_shared<FaultSwitches>()),
      env_(rocksdb::NewCompositeEnv(std::make_shared<FaultyFileSystem>(switches_))) {}

FaultyFiles::~FaultyFiles() = default;

void FaultyFiles::LeaveSpace(int64_t bytes) {
  switches_->space = bytes;
}

void FaultyFiles::GiveSpace() {
  switches_->space = std::numeric_limits<int64_t>::max();
}

void FaultyFiles::FailSyncs(bool fail) {
  switches_->fail_syncs = fail;
}

void FaultyFiles::CutPower() {
  switches_->cut = true;
}

void FaultyFiles::Restart() {
  const std::lock_guard lock(switches_->mutex);
  for (const auto& [name, size] : switches_->synced) {
    std::error_code gone;
    if (std::filesystem::file_size(name, gone) > size && !gone) std::filesystem::resize_file(name, size);
  }
  switches_->synced.clear();
  switches_->cut = false;
}

}  // namespace lethe::testing
