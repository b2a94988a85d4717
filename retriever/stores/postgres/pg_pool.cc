#include "retriever/stores/postgres/pg_pool.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "base/stopwatch.h"

namespace lethe {
namespace {

constexpr std::chrono::milliseconds kFirstPause{10};
constexpr std::chrono::milliseconds kLongestPause{500};
constexpr double kFirstConnectSeconds = 1;  // a wrong address is told soon

bool IsStarting(const PgError& error) {
  return std::string_view(error.what()).find("starting up") != std::string_view::npos;
}

void InTransaction(PgConnection& connection, const char* begin, const PgPool::Work& work) {
  connection.Execute(begin);
  try {
    work(connection);
    connection.Execute("COMMIT");
  } catch (...) {
    if (connection.alive()) {
      try {
        connection.Execute("ROLLBACK");
      } catch (const Error&) {  // lost meanwhile: the server rolls back by itself
      }
    }
    throw;
  }
}

}  // namespace

// Gives the connection back at the end, whatever happened.
class PgPool::Lease {
 public:
  explicit Lease(PgPool& pool) : pool_(pool), connection_(pool.Take()) {}
  ~Lease() { pool_.GiveBack(std::move(connection_)); }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  PgConnection& operator*() const { return *connection_; }

 private:
  PgPool& pool_;
  std::unique_ptr<PgConnection> connection_;
};

PgPool::PgPool(PostgresAddress address, bool read_only) : address_(std::move(address)), read_only_(read_only) {}

PgPool::~PgPool() = default;

size_t PgPool::open() const {
  const std::lock_guard lock(mutex_);
  return open_;
}

std::unique_ptr<PgConnection> PgPool::Take() {
  std::unique_lock lock(mutex_);
  const auto wait = std::chrono::duration<double>(address_.pool_wait_seconds);
  if (!freed_.wait_for(lock, wait, [this] { return !idle_.empty() || open_ < address_.pool_size; })) {
    throw Error(Code::kResourceExhausted,
                StrCat(address_.shown, ": all ", address_.pool_size, " connections were busy for ",
                       address_.pool_wait_seconds, " s; raise pool_size in the address"));
  }
  if (!idle_.empty()) {
    std::unique_ptr<PgConnection> connection = std::move(idle_.back());
    idle_.pop_back();
    return connection;
  }
  ++open_;
  lock.unlock();
  try {
    auto connection = std::make_unique<PgConnection>(address_, read_only_);
    lock.lock();
    was_open_ = true;
    return connection;
  } catch (...) {
    GiveBack(nullptr);
    throw;
  }
}

void PgPool::GiveBack(std::unique_ptr<PgConnection> connection) {
  {
    const std::lock_guard lock(mutex_);
    if (connection != nullptr && connection->alive()) {
      idle_.push_back(std::move(connection));
    } else {
      --open_;
    }
  }
  freed_.notify_one();
}

void PgPool::Repeat(const std::function<void()>& attempt) {
  const Stopwatch watch;
  for (auto pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    try {
      return attempt();
    } catch (const PgError& error) {
      if (error.failure() == PgFailure::kFinal) throw;
      bool known = IsStarting(error);
      {
        const std::lock_guard lock(mutex_);
        known = known || was_open_;
        // What was open beside the lost one is most likely lost too.
        if (error.failure() == PgFailure::kLost) {
          open_ -= idle_.size();
          idle_.clear();
        }
      }
      freed_.notify_all();
      const double limit = known ? address_.retry_seconds : std::min(address_.retry_seconds, kFirstConnectSeconds);
      if (watch.Seconds() + std::chrono::duration<double>(pause).count() > limit) throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

void PgPool::Run(const Work& work) {
  Repeat([&] {
    const Lease lease(*this);
    work(*lease);
  });
}

void PgPool::Read(const Work& work) {
  Run([&](PgConnection& connection) {
    InTransaction(connection, "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY", work);
  });
}

void PgPool::Transact(const Work& work, const std::function<bool(PgConnection&)>& committed) {
  bool unknown = false;
  Run([&](PgConnection& connection) {
    if (unknown && committed && committed(connection)) return;
    InTransaction(connection, "BEGIN ISOLATION LEVEL READ COMMITTED", [&](PgConnection&) {
      work(connection);
      unknown = true;
    });
  });
}

}  // namespace lethe
