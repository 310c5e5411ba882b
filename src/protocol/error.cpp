#include <crier/error.hpp>

#include <array>
#include <stdexcept>

namespace crier {
namespace {

struct named_code {
    errc code;
    std::string_view name;
};

constexpr std::array<named_code, 21> names{{
    {errc::bad_frame, "bad_frame"},
    {errc::frame_too_large, "frame_too_large"},
    {errc::unsupported_protocol, "unsupported_protocol"},
    {errc::bad_topic, "bad_topic"},
    {errc::bad_filter, "bad_filter"},
    {errc::bad_payload, "bad_payload"},
    {errc::bad_json, "bad_json"},
    {errc::sequence_gap, "sequence_gap"},
    {errc::taken_over, "taken_over"},
    {errc::unauthorized, "unauthorized"},
    {errc::forbidden, "forbidden"},
    {errc::token_expired, "token_expired"},
    {errc::rate_limited, "rate_limited"},
    {errc::too_many_connections, "too_many_connections"},
    {errc::timeout, "timeout"},
    {errc::position_unknown, "position_unknown"},
    {errc::bad_request, "bad_request"},
    {errc::internal, "internal"},
    {errc::buffer_full, "buffer_full"},
    {errc::closed, "closed"},
    {errc::connection_ended, "connection_ended"},
}};

class category final : public boost::system::error_category {
public:
    [[nodiscard]] const char* name() const noexcept override { return "crier"; }
    [[nodiscard]] std::string message(int value) const override {
        return std::string{name_of(static_cast<errc>(value))};
    }
};

} // namespace

std::string_view name_of(errc code) noexcept {
    for (const named_code& entry : names) {
        if (entry.code == code)
            return entry.name;
    }
    return "internal";
}

errc errc_named(std::string_view name) noexcept {
    for (const named_code& entry : names) {
        if (entry.name == name)
            return entry.code;
    }
    return errc::internal;
}

const boost::system::error_category& crier_category() noexcept {
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), crier_category()};
}

void throw_exception_from_error(const refusal& why, const boost::source_location& /*where*/) {
    throw std::runtime_error{std::string{name_of(why.code)} + ": " + why.message};
}

} // namespace crier
