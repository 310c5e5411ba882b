#include "async/peer_address.hpp"

namespace crier {

namespace ip = boost::asio::ip;

std::string peer_address(const ip::tcp::socket& socket) {
    boost::system::error_code ec;
    const auto endpoint = socket.remote_endpoint(ec);
    if (ec)
        return "unknown";
    const ip::address address = endpoint.address();
    if (!address.is_v6())
        return address.to_string();
    ip::address_v6 v6 = address.to_v6();
    if (v6.is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, v6).to_string();
    v6.scope_id(0);
    return v6.to_string();
}

} // namespace crier
