#pragma once

// NATS's objects, let go of by themselves.

#include <nats/nats.h>

#include <memory>

namespace crier {

struct nats_deleter {
    void operator()(natsOptions* object) const noexcept { natsOptions_Destroy(object); }
    void operator()(natsConnection* object) const noexcept { natsConnection_Destroy(object); }
    void operator()(natsSubscription* object) const noexcept { natsSubscription_Destroy(object); }
    void operator()(natsMsg* object) const noexcept { natsMsg_Destroy(object); }
    void operator()(jsCtx* object) const noexcept { jsCtx_Destroy(object); }
    void operator()(jsStreamInfo* object) const noexcept { jsStreamInfo_Destroy(object); }
    void operator()(jsMsgMetaData* object) const noexcept { jsMsgMetaData_Destroy(object); }
    void operator()(kvStore* object) const noexcept { kvStore_Destroy(object); }
    void operator()(kvEntry* object) const noexcept { kvEntry_Destroy(object); }
};

template <class Object>
using nats_handle = std::unique_ptr<Object, nats_deleter>;

/// Takes what a function of NATS's hands out through its first parameter.
template <class Object, class Call>
[[nodiscard]] nats_handle<Object> nats_take(natsStatus& status, Call call) {
    Object* out = nullptr;
    status = call(&out);
    return nats_handle<Object>{out};
}

} // namespace crier
