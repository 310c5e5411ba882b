#include "http/faults.hpp"

#include "faults/fault_switch.hpp"
#include "protocol/query.hpp"
#include "protocol/selection.hpp"

#include <optional>
#include <string>
#include <utility>

namespace crier {
namespace {

/// Why a client gets no answer.
std::optional<http_response> refuse(const http_request& request, const http_context& context) {
    if (context.faults == nullptr) {
        return error_response(404, "not_found",
                              "this hub has no faults; start one of your own with "
                              "--enable-faults to try some");
    }
    if (auto refused = request.admitted.may_subscribe({"$hub/#"}))
        return error_response(*refused);
    for (const query_parameter& parameter : parse_query(request.query)) {
        if (parameter.name != "token")
            return error_response(unknown_parameter(parameter.name, "there is token"));
    }
    return std::nullopt;
}

http_response json_text(unsigned status, std::string body) {
    http_response out;
    out.status = status;
    out.body = std::move(body) + "\n";
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

http_response list(const fault_switch& faults) {
    std::string body = R"({"faults":[)";
    for (const fault_report& each : faults.report())
        body.append(body.back() == '[' ? "" : ",").append(fault_json(each));
    return json_text(200, body + "]}");
}

} // namespace

http_response answer_faults(const http_request& request, const http_context& context) {
    if (auto refused = refuse(request, context))
        return std::move(*refused);
    return list(*context.faults);
}

http_response answer_new_fault(const http_request& request, const http_context& context) {
    if (auto refused = refuse(request, context))
        return std::move(*refused);
    const auto wanted = parse_fault(request.body);
    if (!wanted)
        return error_response(wanted.error());
    const auto begun = context.faults->begin(*wanted);
    return begun ? json_text(201, fault_json(*begun)) : error_response(begun.error());
}

http_response answer_end_of_faults(const http_request& request, const http_context& context) {
    if (auto refused = refuse(request, context))
        return std::move(*refused);
    context.faults->end_all();
    return list(*context.faults);
}

http_response answer_end_of_fault(const http_request& request, const http_context& context) {
    if (auto refused = refuse(request, context))
        return std::move(*refused);
    const std::string told = request.path.substr(fault_path.size());
    const auto id = parse_count("the number of a fault", told, "a number from 1");
    if (!id)
        return error_response(id.error());
    if (!context.faults->end(*id)) {
        return error_response(404, "not_found",
                              "no fault " + std::to_string(*id) +
                                  " is on; it may have ended by "
                                  "itself");
    }
    return list(*context.faults);
}

} // namespace crier
