# crier_flags: what every target of ours is compiled with; other people's headers are not held to it.
add_library(crier_flags INTERFACE)
target_compile_options(crier_flags INTERFACE
    -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Woverloaded-virtual
    # Misled by Asio's own operator new for coroutine frames, at -O2.
    $<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>
    $<$<BOOL:${CRIER_WARNINGS_AS_ERRORS}>:-Werror>)
target_compile_definitions(crier_flags INTERFACE
    BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)

if(CRIER_HARDENING)
    target_compile_options(crier_flags INTERFACE -fstack-protector-strong -fstack-clash-protection
        $<$<STREQUAL:${CMAKE_SYSTEM_PROCESSOR},x86_64>:-fcf-protection> -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -D_GLIBCXX_ASSERTIONS -fPIE)
    target_link_options(crier_flags INTERFACE -pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()

if(CRIER_SANITIZE)
    add_compile_options(-fsanitize=${CRIER_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    add_link_options(-fsanitize=${CRIER_SANITIZE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL Clang)
        # Clang 14 can't assemble what this check puts before coroutines.
        add_compile_options(-fno-sanitize=function)
    endif()
    if(CRIER_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        # Asio's fences, which the sanitizer doesn't see; the mutexes that Asio takes too, it does.
        target_compile_options(crier_flags INTERFACE -Wno-tsan)
    endif()
endif()
