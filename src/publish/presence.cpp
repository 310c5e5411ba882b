#include "publish/presence.hpp"

#include "history/topic_limit.hpp"
#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <memory>
#include <utility>

namespace crier {
namespace {

namespace json = boost::json;

constexpr std::string_view topic_prefix = "$hub/publishers/";

json::string_view view(std::string_view text) {
    return {text.data(), text.size()};
}

bool says_online(const message& told) {
    boost::system::error_code ec;
    const auto parsed = json::parse(view(told.payload), ec);
    const auto* object = ec ? nullptr : parsed.if_object();
    const auto* state = object != nullptr ? object->if_contains("state") : nullptr;
    return state != nullptr && *state == "online";
}

} // namespace

// --- a connection ------------------------------------------------------------------------------

presence::entry::entry(presence& all, std::uint64_t id, std::string address) : all_{all} {
    report_.id = id;
    report_.address = std::move(address);
    report_.connected_at = now();
    all_.entries_.push_back(*this);
}

presence::entry::~entry() {
    all_.entries_.erase(all_.entries_.iterator_to(*this));
    if (!publishes_)
        return;
    --all_.size_;
    if (introduced_)
        all_.leave(report_, reason_.empty() ? "closed" : reason_);
}

void presence::entry::introduce(const publisher_id& who, bool has_session) {
    introduced_ = true;
    report_.source = who.source;
    if (!has_session)
        return;
    report_.session = who.session;
    begin();
}

void presence::entry::note(const publisher_id& who, std::span<const message> said) {
    if (said.empty())
        return;
    if (!introduced_)
        report_.source = who.source;
    report_.messages += said.size();
    for (const message& each : said)
        report_.bytes += each.payload.size();
    report_.last_message = now();
    begin();
}

void presence::entry::begin() {
    if (std::exchange(publishes_, true))
        return;
    ++all_.size_;
    if (introduced_)
        all_.arrive(report_);
}

// --- all of them -------------------------------------------------------------------------------

presence::presence(const boost::asio::any_io_executor& executor, history& kept,
                   const limits& allowed, bool telling)
    : executor_{executor},
      history_{kept},
      limits_{allowed},
      telling_{telling},
      hub_{"hub", random_id()} {}

std::vector<publisher_report> presence::report() const {
    std::vector<publisher_report> out;
    out.reserve(size_);
    for (const entry& each : entries_) {
        if (each.publishes())
            out.push_back(each.report());
    }
    return out;
}

void presence::arrive(const publisher_report& who) {
    ++online_[who.source];
    tell(who, "online", {});
}

void presence::leave(const publisher_report& who, std::string_view reason) {
    const auto found = online_.find(who.source);
    if (--found->second > 0)
        return;
    online_.erase(found);
    tell(who, "offline", reason);
}

/// Whoever makes up sources gets no topics beyond what anybody may have.
void presence::tell(const publisher_report& who, std::string_view state, std::string_view reason) {
    if (!telling_)
        return;
    const std::string topic = std::string{topic_prefix} + who.source;
    if (!has_room_for(history_, topic, limits_.topics))
        return;
    json::object said{{"state", view(state)}};
    if (!who.address.empty())
        said["address"] = who.address;
    if (!who.session.empty())
        said["session"] = who.session;
    if (!reason.empty())
        said["reason"] = view(reason);
    const std::string payload = json::serialize(said);
    message told;
    told.topic = topic;
    told.format = payload_format::json;
    told.payload = payload;
    told.source = hub_.source;
    told.session = hub_.session;
    auto batch = std::make_shared<append_batch>(executor_, hub_);
    batch->add({&told, 1});
    history_.append(std::move(batch));
}

boost::asio::awaitable<void> presence::settle() {
    std::vector<std::string> topics;
    for (const auto& [topic, state] : history_.topics()) {
        if (topic.starts_with(topic_prefix))
            topics.push_back(topic);
    }
    for (const std::string& topic : topics) {
        publisher_report gone;
        gone.source = topic.substr(topic_prefix.size());
        if (online_.contains(gone.source))
            continue;
        const bool left_online = co_await was_online(topic);
        if (left_online && !online_.contains(gone.source))
            tell(gone, "offline", "hub_restarted");
    }
}

boost::asio::awaitable<bool> presence::was_online(const std::string& topic) {
    const auto known = history_.topics().find(topic);
    if (known == history_.topics().end())
        co_return false;
    page_request request;
    request.after = offset{known->second.last.value - 1};
    request.filters = filter_set{{topic}};
    request.looked_at_max = 1;
    const auto found = co_await history_.read(std::move(request));
    co_return found && !found->messages.empty() && says_online(*found->messages.back());
}

} // namespace crier
