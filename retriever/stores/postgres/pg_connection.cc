#include "retriever/stores/postgres/pg_connection.h"

#include <libpq-fe.h>

#include <array>

#include "base/text.h"

namespace lethe {
namespace {

constexpr int kBinary = 1;
constexpr std::string_view kNoSuchStatement = "26000";

struct StateMeaning {
  const char* prefix;  // of the SQLSTATE
  Code code;
  PgFailure failure;
  const char* cure;
};

// The first row that fits counts.
constexpr std::array<StateMeaning, 23> kMeanings = {{
    {"40001", Code::kAborted, PgFailure::kRetry, ""},
    {"40P01", Code::kAborted, PgFailure::kRetry, ""},
    {"26000", Code::kAborted, PgFailure::kRetry, ""},
    {"08", Code::kUnavailable, PgFailure::kLost, ""},
    {"57P", Code::kUnavailable, PgFailure::kLost, ""},
    {"53300", Code::kUnavailable, PgFailure::kLost, "raise max_connections of the server, or lower pool_size"},
    {"53100", Code::kResourceExhausted, PgFailure::kFinal, "the server's disk is full: free some space and try again"},
    {"53", Code::kResourceExhausted, PgFailure::kFinal, ""},
    {"54", Code::kResourceExhausted, PgFailure::kFinal, ""},
    {"55P03", Code::kUnavailable, PgFailure::kFinal, "another change takes long; try again"},
    {"57014", Code::kDeadlineExceeded, PgFailure::kFinal, ""},
    {"25006", Code::kFailedPrecondition, PgFailure::kFinal, "the store is open for reading only"},
    {"25P03", Code::kUnavailable, PgFailure::kLost, ""},
    {"28", Code::kUnauthenticated, PgFailure::kFinal, "check user and password in the address (or PGPASSFILE)"},
    {"3D000", Code::kNotFound, PgFailure::kFinal, "make the database with createdb"},
    {"42501", Code::kPermissionDenied, PgFailure::kFinal, "grant the user what the statement needs"},
    {"42P01", Code::kDataLoss, PgFailure::kFinal, "a table of the store is missing: restore the schema from a backup"},
    {"42703", Code::kDataLoss, PgFailure::kFinal, "a table was changed by hand: restore the schema from a backup"},
    {"58", Code::kUnavailable, PgFailure::kFinal, "see the server's log"},
    {"XX001", Code::kDataLoss, PgFailure::kFinal, "the database is damaged: restore it from a backup"},
    {"XX002", Code::kDataLoss, PgFailure::kFinal, "an index is damaged: REINDEX SCHEMA, then `lethe store verify`"},
    {"22021", Code::kInvalidArgument, PgFailure::kFinal, ""},
    {"42", Code::kInternal, PgFailure::kFinal, ""},
}};

StateMeaning MeaningOf(std::string_view state) {
  for (const StateMeaning& meaning : kMeanings) {
    if (state.starts_with(meaning.prefix)) return meaning;
  }
  return {"", Code::kInternal, PgFailure::kFinal, ""};
}

// libpq gives no SQLSTATE for what fails before a session stands; only its
// words tell.
StateMeaning MeaningOfConnectFailure(std::string_view message) {
  const auto says = [message](std::string_view words) { return message.find(words) != std::string_view::npos; };
  if (says("authentication failed") || says("no password supplied") || says("no pg_hba.conf entry"))
    return MeaningOf("28");
  if (says("database \"") && says("does not exist")) return MeaningOf("3D000");
  if (says("role \"") && says("does not exist")) return MeaningOf("28");
  if (says("invalid URI") || says("invalid connection option") || says("invalid port") || says("could not translate"))
    return {"", Code::kInvalidArgument, PgFailure::kFinal, "see `lethe store --help` for addresses"};
  return {"", Code::kUnavailable, PgFailure::kLost, "is the server running there?"};
}

std::string Message(std::string_view shown, std::string_view what, std::string_view words, std::string_view cure) {
  std::string message = StrCat(shown, ": cannot ", what, ": ", Trim(words));
  return cure.empty() ? message : StrCat(message, "; ", cure);
}

pg_conn* Connect(const std::string& conninfo) {
  // The address comes after the defaults and so goes before them.
  const std::array<const char*, 6> keywords = {"connect_timeout", "tcp_user_timeout", "application_name",
                                               "client_encoding", "dbname",           nullptr};
  const std::array<const char*, 6> values = {"5", "15000", "lethe", "UTF8", conninfo.c_str(), nullptr};
  return PQconnectdbParams(keywords.data(), values.data(), 1);
}

}  // namespace

PgConnection::PgConnection(const PostgresAddress& address, bool read_only)
    : connection_(Connect(address.conninfo)), shown_(address.shown) {
  if (connection_ == nullptr) throw Error(Code::kResourceExhausted, "no memory for a connection to PostgreSQL");
  try {
    if (PQstatus(connection_) != CONNECTION_OK) {
      const std::string words = PQerrorMessage(connection_);
      const StateMeaning meaning = MeaningOfConnectFailure(words);
      throw PgError(meaning.code, Message(shown_, "connect", words, meaning.cure), meaning.failure, "");
    }
    SetUp(address, read_only);
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

PgConnection::~PgConnection() {
  PQfinish(connection_);
}

// A pooler between us and the server may hand out a session that somebody used
// before.
void PgConnection::SetUp(const PostgresAddress& address, bool read_only) {
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
  Execute("DISCARD ALL");
  Execute(StrCat("SET search_path = ", address.schema, ", public; SET lock_timeout = '30s'; SET statement_timeout = 0;",
                 "SET idle_in_transaction_session_timeout = '5min'; SET "
                 "hnsw.ef_search = 500;",
                 "SELECT set_config('synchronous_commit', 'on', false) WHERE "
                 "current_setting('synchronous_commit') IN "
                 "('off', 'local');",
                 read_only ? "SET default_transaction_read_only = on" : ""));
}

PgResult PgConnection::Run(const PgStatement& statement, const PgParams& params) {
  try {
    return RunPrepared(statement, params);
  } catch (const PgError& error) {
    // A pooler that shares sessions takes prepared statements away.
    if (error.state() == kNoSuchStatement) prepared_.clear();
    throw;
  }
}

PgResult PgConnection::RunPrepared(const PgStatement& statement, const PgParams& params) {
  if (!prepared_.contains(statement.name)) {
    Check(PQprepare(connection_, statement.name, statement.sql, static_cast<int>(params.size()), params.types().data()),
          statement.name);
    prepared_.insert(statement.name);
  }
  std::vector<const char*> values;
  std::vector<int> lengths;
  for (const std::string& value : params.values()) {
    values.push_back(value.data());
    lengths.push_back(static_cast<int>(value.size()));
  }
  const std::vector<int> formats(params.size(), kBinary);
  return Check(PQexecPrepared(connection_, statement.name, static_cast<int>(params.size()), values.data(),
                              lengths.data(), formats.data(), kBinary),
               statement.name);
}

PgResult PgConnection::Execute(const std::string& sql) {
  return Check(PQexec(connection_, sql.c_str()), sql.c_str());
}

PgResult PgConnection::Check(pg_result* result, const char* what) const {
  PgResult owned(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return owned;
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr || !alive()) ThrowLast(what);
  const StateMeaning meaning = MeaningOf(state);
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  throw PgError(
      meaning.code,
      Message(shown_, StrCat("run ", what), StrCat(primary == nullptr ? "" : primary, " (", state, ")"), meaning.cure),
      meaning.failure, state);
}

void PgConnection::ThrowLast(const char* what) const {
  throw PgError(Code::kUnavailable, Message(shown_, StrCat("run ", what), PQerrorMessage(connection_), ""),
                PgFailure::kLost, "");
}

bool PgConnection::alive() const {
  return PQstatus(connection_) == CONNECTION_OK;
}

int PgConnection::server_version() const {
  return PQserverVersion(connection_);
}

int PgConnection::process_id() const {
  return PQbackendPID(connection_);
}

}  // namespace lethe
