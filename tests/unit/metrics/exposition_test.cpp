#include "metrics/exposition.hpp"

#include "support/catch.hpp"

#include <array>

using namespace crier;

TEST_CASE("a value belongs to the first bucket that holds it", "[metrics]") {
    constexpr std::array<double, 3> bounds{1, 2, 4};
    histogram values{bounds};
    values.observe(0.5);
    values.observe(2); // a bound belongs to its bucket
    values.observe(3, 10);
    values.observe(100);
    CHECK(std::vector<std::uint64_t>(values.counts().begin(), values.counts().end()) ==
          std::vector<std::uint64_t>{1, 1, 10, 1});
    CHECK(values.sum() == Approx(132.5));
}

TEST_CASE("metrics are written as Prometheus reads them", "[metrics]") {
    constexpr std::array<double, 2> bounds{0.5, 1};
    histogram values{bounds};
    values.observe(0.1);
    values.observe(7);
    exposition out;
    out.counter("crier_a_total", "So many.", 3);
    out.gauge("crier_b", "By kind.");
    out.value(1, {{"kind", "raw"}});
    out.value(2, {{"kind", "a \"quoted\"\\"}});
    out.distribution("crier_c_seconds", "How long.", values);
    CHECK(out.text() == "# HELP crier_a_total So many.\n"
                        "# TYPE crier_a_total counter\n"
                        "crier_a_total 3\n"
                        "# HELP crier_b By kind.\n"
                        "# TYPE crier_b gauge\n"
                        "crier_b{kind=\"raw\"} 1\n"
                        "crier_b{kind=\"a \\\"quoted\\\"\\\\\"} 2\n"
                        "# HELP crier_c_seconds How long.\n"
                        "# TYPE crier_c_seconds histogram\n"
                        "crier_c_seconds_count 2\n"
                        "crier_c_seconds_sum 7.1\n"
                        "crier_c_seconds_bucket{le=\"0.5\"} 1\n"
                        "crier_c_seconds_bucket{le=\"1\"} 1\n"
                        "crier_c_seconds_bucket{le=\"+Inf\"} 2\n");
}
