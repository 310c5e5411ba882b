#include "history/nats_subject.hpp"

#include "support/catch.hpp"

#include <string>

using namespace crier;

TEST_CASE("every topic has a subject of its own, and comes back from it", "[history]") {
    for (const char* topic :
         {"a", "factory/line1/press", "/", "a//b", "/a", "a/", "x.y/z", "a b", "=", "a=", "*/>",
          "ü/€", "$hub/publishers/x", "tab\tand\nline", "%2f", "A-Z_0"}) {
        INFO(topic);
        const std::string subject = subject_of("crier", topic);
        CHECK(subject.find_first_of(" \t\n*>") == std::string::npos);
        CHECK(subject.find("..") == std::string::npos);
        CHECK(subject.back() != '.');
        CHECK(topic_of("crier", subject) == topic);
    }
    CHECK(subject_of("crier", "a/b.c/d e") == "crier.a.b=2Ec.d=20e");
    CHECK(subject_of("s", "a//b") == "s.a.=.b");
}

TEST_CASE("a subject that no topic has is none", "[history]") {
    for (const char* subject : {"crier", "crier.", "other.a", "crierx.a", "crier.a..b", "crier.a=2",
                                "crier.a=GG", "crier.a+b", "crier.=2B", "crier.=00", "crier.é"}) {
        INFO(subject);
        CHECK_FALSE(topic_of("crier", subject).has_value());
    }
}
