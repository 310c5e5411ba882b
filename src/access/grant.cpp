#include "access/grant.hpp"

#include "access/filter_cover.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <cstddef>
#include <utility>

namespace crier {
namespace {

/// A refusal names this many permitted filters at most: there may be hundreds.
constexpr std::size_t named_filters_max = 8;

std::string_view covering(const std::vector<std::string>& permitted,
                          std::string_view wanted) noexcept {
    const auto found = std::ranges::find_if(
        permitted, [wanted](const std::string& filter) { return covers(filter, wanted); });
    return found == permitted.end() ? std::string_view{} : std::string_view{*found};
}

std::string listed(const std::vector<std::string>& filters) {
    std::string out;
    const std::size_t named = std::min(filters.size(), named_filters_max);
    for (std::size_t i = 0; i < named; ++i)
        out += (i == 0 ? "\"" : ", \"") + filters[i] + "\"";
    if (named < filters.size())
        out += " and " + std::to_string(filters.size() - named) + " more";
    return out;
}

bool is_wild(std::string_view filter) noexcept {
    return filter.find_first_of("+#") != std::string_view::npos;
}

} // namespace

grant::grant(std::string name, std::string rule, topic_filters filters,
             std::optional<timestamp> expires_at)
    : name_{std::move(name)},
      rule_{std::move(rule)},
      filters_{std::move(filters)},
      expires_at_{expires_at} {}

std::shared_ptr<const grant> grant::unrestricted(std::string name, std::string rule) {
    auto out = std::make_shared<grant>(std::move(name), std::move(rule),
                                       topic_filters{{"#"}, {"#", "$hub/#"}});
    out->unrestricted_ = true;
    return out;
}

std::string_view grant::publish_filter_for(std::string_view topic) const noexcept {
    if (is_hub_topic(topic))
        return {};
    // Not by filters: `#` leaves out topics that begin with `$`.
    return unrestricted_ ? std::string_view{"#"} : covering(filters_.publish, topic);
}

std::string_view grant::subscribe_filter_for(std::string_view filter) const noexcept {
    if (unrestricted_)
        return is_hub_topic(filter) ? filters_.subscribe.back() : filters_.subscribe.front();
    return covering(filters_.subscribe, filter);
}

std::optional<refusal> grant::may_publish(std::string_view topic) const {
    if (!publish_filter_for(topic).empty())
        return std::nullopt;
    if (is_hub_topic(topic)) {
        return refusal{errc::forbidden, "topics that begin with \"$hub/\" are the hub's own; "
                                        "publish on another"};
    }
    const std::string client = name_ + " may publish on";
    if (filters_.publish.empty()) {
        return refusal{errc::forbidden, "\"" + std::string{topic} +
                                            "\" is refused: there is nothing that " + client +
                                            "; ask for the permission to publish"};
    }
    return refusal{errc::forbidden, "\"" + std::string{topic} + "\" is none of what " + client +
                                        ": " + listed(filters_.publish) +
                                        "; publish on one of these, or ask for more"};
}

std::optional<refusal> grant::may_subscribe(std::string_view filter) const {
    if (!subscribe_filter_for(filter).empty())
        return std::nullopt;
    const std::string client = name_ + " may subscribe to";
    if (filters_.subscribe.empty()) {
        return refusal{errc::forbidden, "\"" + std::string{filter} +
                                            "\" is refused: there is nothing that " + client +
                                            "; ask for the permission to subscribe"};
    }
    return refusal{errc::forbidden,
                   "\"" + std::string{filter} +
                       (is_wild(filter) ? "\" is wider than what " : "\" is none of what ") +
                       client + ": " + listed(filters_.subscribe) +
                       "; ask for one of these or for a part of it"};
}

std::optional<refusal> publish_gate::check_new(std::string_view topic) {
    auto wrong = limit_->may_publish(topic);
    if (!wrong)
        permitted_ = topic;
    return wrong;
}

} // namespace crier
