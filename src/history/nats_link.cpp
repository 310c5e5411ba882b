#include "history/nats_link.hpp"

#include "history/nats_reader.hpp"

#include <boost/asio/post.hpp>

#include <charconv>
#include <future>
#include <stdexcept>
#include <utility>

namespace crier {
namespace {

using namespace std::chrono_literals;

// A value of NATS's key-value store is a message: a longer text is several.
constexpr std::size_t state_piece_bytes = std::size_t{256} * 1024;

constexpr auto close_patience = 5s;

std::string reason_of(natsConnection* connection) {
    const char* last = nullptr;
    natsConnection_GetLastError(connection, &last);
    return last != nullptr && *last != '\0' ? last : "the connection has ended";
}

} // namespace

/// What NATS's threads may still call while the link is being destroyed: it lives until they say
/// that the connection is closed.
struct nats_link::shared : std::enable_shared_from_this<shared> {
    shared(boost::asio::any_io_executor to, handlers handed)
        : loop{std::move(to)}, told{std::move(handed)} {}

    /// Calls `what` on the loop, unless the link is gone by then.
    template <class What>
    void post(What what) {
        boost::asio::post(loop, [self = shared_from_this(), what = std::move(what)] {
            if (!self->gone)
                what(self->told);
        });
    }

    boost::asio::any_io_executor loop;
    handlers told;
    bool gone = false;            ///< the loop's
    std::promise<void> closed;    ///< after which nothing is told any more
    std::shared_ptr<shared> self; ///< until the connection is closed
};

nats_link::nats_link(const boost::asio::any_io_executor& loop, const nats_options& options,
                     const retention& kept, std::string hub, handlers told)
    : loop_{loop},
      options_{options},
      hub_{std::move(hub)},
      shared_{std::make_shared<shared>(loop, std::move(told))},
      connection_{connect_to_nats(options_, {tell_lost, tell_found, let_go, shared_.get()})},
      publishing_{loop},
      asking_{loop} {
    shared_->self = shared_;
    natsStatus status = NATS_OK;
    context_ = nats_take<jsCtx>(status, [this](jsCtx** made) {
        return natsConnection_JetStream(made, connection_.get(), nullptr);
    });
    try {
        if (status != NATS_OK)
            throw std::runtime_error{"JetStream can't be used: " +
                                     std::string{natsStatus_GetText(status)}};
        facts_at_start_ = open_stream(context_.get(), options_, kept);
    } catch (...) {
        close();
        throw;
    }
}

nats_link::~nats_link() {
    reader_.reset();
    close();
}

/// NATS's threads have told the loop their last then, so that it may end.
void nats_link::close() {
    shared_->gone = true;
    auto closed = shared_->closed.get_future();
    natsConnection_Close(connection_.get());
    closed.wait_for(close_patience);
}

void nats_link::tell_lost(natsConnection* connection, void* closure) {
    static_cast<shared*>(closure)->post(
        [why = reason_of(connection)](const handlers& told) { told.on_lost(why); });
}

void nats_link::tell_found(natsConnection* /*connection*/, void* closure) {
    static_cast<shared*>(closure)->post([](const handlers& told) { told.on_found(); });
}

/// The library closes a connection by itself where servers refuse it again and again.
void nats_link::let_go(natsConnection* connection, void* closure) {
    auto* const told_to = static_cast<shared*>(closure);
    told_to->post([why = reason_of(connection)](const handlers& told) { told.on_closed(why); });
    told_to->closed.set_value();
    told_to->self.reset();
}

std::uint64_t nats_link::payload_bytes_max() const noexcept {
    const auto most = static_cast<std::uint64_t>(natsConnection_GetMaxPayload(connection_.get()));
    return most > nats_header_bytes_max ? most - nats_header_bytes_max : 0;
}

void nats_link::consume(std::uint64_t from) {
    auto on_some = [to = shared_] {
        to->post([](const handlers& told) { told.on_entries(); });
    };
    reader_ = std::make_unique<nats_reader>(context_.get(), options_, from, std::move(on_some));
}

std::vector<stream_entry> nats_link::wait(std::chrono::milliseconds patience) {
    return reader_->take(patience);
}

std::vector<stream_entry> nats_link::take() {
    return reader_->take(std::chrono::milliseconds{0});
}

void nats_link::publish(std::vector<stream_publication> all,
                        std::chrono::steady_clock::time_point until) {
    auto send = [this, until, all = std::move(all)] {
        for (const stream_publication& each : all) {
            if (std::chrono::steady_clock::now() > until)
                break;
            const auto entry = to_nats(each, options_.stream, hub_);
            if (entry)
                natsConnection_PublishMsg(connection_.get(), entry.get());
        }
        return true;
    };
    publishing_.submit(std::move(send), [](bool /*done*/) {});
}

void nats_link::ask_facts(facts_handler told) {
    askers_.push_back(std::move(told));
    if (!asking_facts_)
        ask_for_all();
}

/// An answer that is under way may be older than what those who come now must know of.
void nats_link::ask_for_all() {
    asking_facts_ = true;
    auto tell = [this, all = std::exchange(askers_, {})](const std::optional<stream_facts>& facts) {
        for (const facts_handler& told : all)
            told(facts);
        asking_facts_ = false;
        if (!askers_.empty())
            ask_for_all();
    };
    asking_.submit([this] { return read_facts(context_.get(), options_); }, std::move(tell));
}

nats_handle<kvStore> nats_link::open_state() const {
    const std::string bucket = options_.stream + "-state";
    natsStatus status = NATS_OK;
    auto out = nats_take<kvStore>(
        status, [&](kvStore** made) { return js_KeyValue(made, context_.get(), bucket.c_str()); });
    if (status == NATS_OK)
        return out;
    kvConfig config;
    kvConfig_Init(&config);
    config.Bucket = bucket.c_str();
    config.Replicas = static_cast<int>(options_.replicas);
    return nats_take<kvStore>(
        status, [&](kvStore** made) { return js_CreateKeyValue(made, context_.get(), &config); });
}

std::optional<std::string> nats_link::read_state() const {
    const auto store = open_state();
    if (!store)
        return std::nullopt;
    const auto get = [&](const std::string& key) -> std::optional<std::string> {
        natsStatus status = NATS_OK;
        const auto entry = nats_take<kvEntry>(
            status, [&](kvEntry** found) { return kvStore_Get(found, store.get(), key.c_str()); });
        if (status != NATS_OK)
            return std::nullopt;
        return std::string{static_cast<const char*>(kvEntry_Value(entry.get())),
                           static_cast<std::size_t>(kvEntry_ValueLen(entry.get()))};
    };
    // "NAME COUNT": so many pieces, called NAME.0 and so on.
    const auto head = get("head");
    const auto space = head ? head->find(' ') : std::string::npos;
    if (space == std::string::npos)
        return std::nullopt;
    std::string out;
    std::uint32_t pieces = 0;
    std::from_chars(head->data() + space + 1, head->data() + head->size(), pieces);
    for (std::uint32_t i = 0; i < pieces; ++i) {
        const auto piece = get(head->substr(0, space) + "." + std::to_string(i));
        if (!piece)
            return std::nullopt;
        out += *piece;
    }
    return out;
}

/// Whoever reads meanwhile finds the pieces of before: they have names of their own.
void nats_link::write_state(std::string state) {
    auto write = [this, state = std::move(state)] {
        const auto store = open_state();
        if (!store)
            return false;
        const auto put = [&](const std::string& key, std::string_view value) {
            return kvStore_Put(nullptr, store.get(), key.c_str(), value.data(),
                               static_cast<int>(value.size())) == NATS_OK;
        };
        static constexpr std::uint64_t names = 4; // of those before, some reader may still use one
        const std::string name =
            hub_ + "-" + std::to_string(static_cast<std::uint64_t>(nats_Now()) / 1000 % names);
        std::string_view rest{state};
        int pieces = 0;
        for (bool more = true; more; ++pieces) {
            if (!put(name + "." + std::to_string(pieces), rest.substr(0, state_piece_bytes)))
                return false;
            rest.remove_prefix(std::min(rest.size(), state_piece_bytes));
            more = !rest.empty();
        }
        return put("head", name + " " + std::to_string(pieces));
    };
    asking_.submit(std::move(write), [](bool /*written*/) {});
}

} // namespace crier
