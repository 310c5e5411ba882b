# What man and shells are told of a program, by the program itself: PROGRAM manual prints its page,
# PROGRAM completion SHELL what the shell needs.
add_custom_target(crier_texts ALL)

function(crier_program_texts program)
    set(begin ${CMAKE_CURRENT_BINARY_DIR}/${program})
    add_custom_command(OUTPUT ${begin}.1 COMMAND ${program} manual > ${begin}.1 DEPENDS ${program} VERBATIM
        COMMENT "Writing the manual page of ${program}")
    foreach(shell IN ITEMS bash zsh fish)
        add_custom_command(OUTPUT ${begin}.${shell} COMMAND ${program} completion ${shell} > ${begin}.${shell}
            DEPENDS ${program} VERBATIM COMMENT "Writing the completion of ${program} for ${shell}")
    endforeach()
    add_custom_target(texts_of_${program} DEPENDS ${begin}.1 ${begin}.bash ${begin}.zsh ${begin}.fish)
    add_dependencies(crier_texts texts_of_${program})

    install(FILES ${begin}.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
    install(FILES ${begin}.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME ${program})
    install(FILES ${begin}.zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _${program})
    install(FILES ${begin}.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endfunction()
