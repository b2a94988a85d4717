#include "tests/crash/ledger.h"

#include <algorithm>
#include <iterator>
#include <sstream>

#include "base/error.h"

namespace lethe::crash {
namespace {

Numbers Without(const Numbers& all, const Numbers& some) {
  Numbers rest;
  std::set_difference(all.begin(), all.end(), some.begin(), some.end(), std::inserter(rest, rest.end()));
  return rest;
}

Numbers Both(const Numbers& a, const Numbers& b) {
  Numbers common;
  std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::inserter(common, common.end()));
  return common;
}

Numbers Either(Numbers a, const Numbers& b) {
  a.insert(b.begin(), b.end());
  return a;
}

Numbers Shown(const StoreView& view, World world) {
  Numbers shown;
  for (uint64_t i = 0; i < kNumbers; ++i) {
    if (view.Get(IdOf(world, i))) shown.insert(i);
  }
  return shown;
}

void Tell(Findings& findings, const std::string& words) {
  if (findings.words.empty()) findings.words = words;
}

}  // namespace

void Ledger::Read(const std::string& line) {
  std::istringstream words(line);
  std::string kind;
  words >> kind;
  Numbers numbers;
  for (uint64_t number = 0; words >> number;) numbers.insert(number);
  if (kind == "ok") return Complete();
  if (kind == "there") {
    acknowledged_ += numbers.size();
    change_.acknowledged.insert(numbers.begin(), numbers.end());
    return;
  }
  change_ = {kind, std::move(numbers), {}};
  if (kind == "del") return;
  const uint64_t first = *change_.numbers.begin(), end = *change_.numbers.rbegin();
  change_.numbers.clear();
  for (uint64_t i = first; i < end; ++i) change_.numbers.insert(i);
}

void Ledger::Complete() {
  if (change_.kind == "put") put_ = Either(put_, change_.numbers);
  if (change_.kind == "del") put_ = Without(put_, change_.numbers);
  if (change_.kind == "import") imported_ = change_.numbers;
  change_ = {};
  ++acknowledged_;
}

Ledger::Bounds Ledger::PutBounds() const {
  if (change_.kind == "put") return {put_, Either(put_, change_.numbers)};
  if (change_.kind == "del") return {Without(put_, change_.numbers), put_};
  return {put_, put_};
}

Ledger::Bounds Ledger::ImportBounds() const {
  if (change_.kind != "import") return {imported_, imported_};
  return {Either(Both(imported_, change_.numbers), change_.acknowledged), Either(imported_, change_.numbers)};
}

bool Ledger::ForgetsIfEmpty() {
  const bool is_empty = put_.empty() && imported_.empty() && change_.acknowledged.empty();
  if (is_empty) change_ = {};
  return is_empty;
}

bool Ledger::IsTorn(const Bounds& bounds, const Numbers& shown) {
  return shown != bounds.must && shown != bounds.may;
}

void Ledger::Settle(const StoreView& view, Findings& findings) {
  const std::string doing = change_.kind.empty() ? "between two changes" : StrCat("in ", change_.kind);
  const Numbers shown_put = Shown(view, World::kPut), shown_imported = Shown(view, World::kImported);
  const Bounds put = PutBounds(), imported = ImportBounds();
  const uint64_t lost = Without(put.must, shown_put).size() + Without(imported.must, shown_imported).size();
  const uint64_t back = Without(shown_put, put.may).size() + Without(shown_imported, imported.may).size();
  const bool vanished = !Without(Without(imported_, change_.numbers), shown_imported).empty();
  const bool early = change_.kind == "import" && vanished && !Without(change_.numbers, shown_imported).empty();
  const bool torn = lost + back == 0 && (IsTorn(put, shown_put) || early);
  findings.lost += lost;
  findings.back += back;
  findings.torn += torn;
  if (lost + back + torn > 0)
    Tell(findings, StrCat("killed ", doing, ": ", lost, " lost, ", back, " back, torn ", torn));
  const VerifyReport report = view.Verify();
  if (!report.ok()) {
    ++findings.unclean;
    Tell(findings, StrCat("killed ", doing, ": ", report.problems.at(0)));
  }
  put_ = shown_put;
  imported_ = shown_imported;
  change_ = {};
}

}  // namespace lethe::crash
