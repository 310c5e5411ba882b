# A room is a folder under src, one static library, and a row in the table of arrows
# (docs/architecture.md): LINKS names exactly what the room may include.
function(crier_room name)
    cmake_parse_arguments(ROOM "" "" "SOURCES;LINKS" ${ARGN})
    add_library(crier_${name} STATIC ${ROOM_SOURCES})
    add_library(crier::${name} ALIAS crier_${name})
    target_include_directories(crier_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src
        ${PROJECT_SOURCE_DIR}/include)
    target_link_libraries(crier_${name} PUBLIC ${ROOM_LINKS} PRIVATE crier_flags)
endfunction()
