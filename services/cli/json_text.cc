#include "services/cli/json_text.h"

#include <nlohmann/json.hpp>

namespace lethe {

std::string DumpJson(const nlohmann::ordered_json& json, int indent) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace lethe
