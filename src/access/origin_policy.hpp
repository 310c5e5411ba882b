#pragma once

#include <crier/error.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// Which web pages may use the hub through their visitors' browsers: its own, and those named.
/// A browser says where a page is from (the header Origin, RFC 6454), also for WebSockets, which
/// nothing else keeps from reaching across.
class origin_policy {
public:
    /// `allowed`: origins such as https://status.example.com, or "*" for all.
    /// `local_only`: the hub trusts everybody who can reach it, and is only for its own machine;
    /// then it must be called by a name of that machine, or a page from elsewhere could reach it by
    /// a name of its own that it lets point here.
    origin_policy(std::vector<std::string> allowed, bool local_only)
        : allowed_{std::move(allowed)}, local_only_{local_only} {}

    /// What is wrong with an origin as a person writes it; nothing when it is one.
    [[nodiscard]] static std::optional<std::string> check(std::string_view origin);

    /// Why a request may not be answered, errc::forbidden; nothing when it may. `origin` is empty
    /// where it isn't a page's, `host` is the header of that name; browsers always send one.
    [[nodiscard]] std::optional<refusal> refuse(std::string_view origin,
                                                std::string_view host) const;

    /// Whether a page from there was allowed by name (or all are), so that it may read answers.
    [[nodiscard]] bool shares_with(std::string_view origin) const {
        return !origin.empty() && is_allowed(origin);
    }

private:
    [[nodiscard]] bool is_allowed(std::string_view origin) const;
    [[nodiscard]] bool is_allowed_host(std::string_view host) const;

    std::vector<std::string> allowed_;
    bool local_only_;
};

} // namespace crier
