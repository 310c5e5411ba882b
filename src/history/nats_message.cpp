#include "history/nats_message.hpp"

#include "history/nats_subject.hpp"
#include "protocol/utf8.hpp"

#include <charconv>
#include <optional>

namespace crier {
namespace {

constexpr const char* hub_header = "Crier-Hub"; // HUB NUMBER
constexpr const char* source_header = "Crier-Source";
constexpr const char* session_header = "Crier-Session";
constexpr const char* seq_header = "Crier-Seq";
constexpr const char* sent_header = "Crier-Sent-At"; // microseconds since 1970
constexpr const char* format_header = "Crier-Format";
constexpr const char* used_up_header = "Crier-Used-Up"; // there is no message, just the seq
constexpr std::string_view used_up_topic = "$hub/used-up";

std::string_view header(natsMsg* entry, const char* name) {
    const char* value = nullptr;
    return natsMsgHeader_Get(entry, name, &value) == NATS_OK && value != nullptr ? value : "";
}

std::uint64_t number(std::string_view text) {
    std::uint64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

payload_format format_of(std::string_view told, std::string_view payload) {
    if (told == "json")
        return payload_format::json;
    if (told == "binary" || !is_utf8(payload))
        return payload_format::binary;
    return payload_format::text;
}

const char* name_of(payload_format format) {
    switch (format) {
    case payload_format::json:
        return "json";
    case payload_format::binary:
        return "binary";
    case payload_format::text:
        break;
    }
    return "text";
}

} // namespace

nats_handle<natsMsg> to_nats(const stream_publication& said, const std::string& stream,
                             const std::string& hub) {
    const message& content = *said.content;
    const std::string subject =
        subject_of(stream, content.topic.empty() ? used_up_topic : content.topic);
    natsStatus status = NATS_OK;
    auto out = nats_take<natsMsg>(status, [&](natsMsg** made) {
        return natsMsg_Create(made, subject.c_str(), nullptr, content.payload.data(),
                              static_cast<int>(content.payload.size()));
    });
    if (status != NATS_OK)
        return {};
    const auto set = [&](const char* name, const std::string& value) {
        natsMsgHeader_Set(out.get(), name, value.c_str());
    };
    set(hub_header, hub + " " + std::to_string(said.hub_number));
    set(source_header, std::string{content.source});
    set(session_header, std::string{content.session});
    set(format_header, name_of(content.format));
    if (content.topic.empty())
        set(used_up_header, "1");
    if (content.seq != 0)
        set(seq_header, std::to_string(content.seq));
    if (content.sent_at)
        set(sent_header, std::to_string(content.sent_at->time_since_epoch().count()));
    return out;
}

stream_entry from_nats(natsMsg* entry, const jsMsgMetaData& about, std::string_view stream) {
    using std::chrono::floor;
    stream_entry out;
    out.sequence = about.Sequence.Stream;
    out.time =
        timestamp{floor<std::chrono::microseconds>(std::chrono::nanoseconds{about.Timestamp})};
    const std::string_view hub = header(entry, hub_header);
    const auto space = hub.find(' ');
    if (space != hub.npos) {
        out.hub = hub.substr(0, space);
        out.hub_number = number(hub.substr(space + 1));
    }
    const auto topic = topic_of(stream, natsMsg_GetSubject(entry));
    message seen;
    if (topic && header(entry, used_up_header).empty())
        seen.topic = *topic;
    seen.payload = {natsMsg_GetData(entry), static_cast<std::size_t>(natsMsg_GetDataLength(entry))};
    seen.source = header(entry, source_header);
    seen.session = header(entry, session_header);
    if (seen.source.empty() || seen.session.empty())
        seen.source = seen.session = "nats";
    else
        seen.seq = number(header(entry, seq_header));
    seen.format = format_of(header(entry, format_header), seen.payload);
    if (const std::string_view sent = header(entry, sent_header); !sent.empty())
        seen.sent_at =
            timestamp{std::chrono::microseconds{static_cast<std::int64_t>(number(sent))}};
    out.content = keep(seen);
    return out;
}

} // namespace crier
