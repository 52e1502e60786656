# SPDX-License-Identifier: Apache-2.0
# What `cmake --install` puts down: the program, and the mock as a library, found by find_package(wes_assay) as
# wes_assay::mock.
include(CMakePackageConfigHelpers)

install(TARGETS wes-assay)

set(mock_targets assay_asio assay_core assay_schemas assay_mock_server)
foreach(target ${mock_targets})
  string(REPLACE "assay_" "" name ${target})
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
endforeach()
set_target_properties(assay_mock_server PROPERTIES EXPORT_NAME mock)
install(TARGETS ${mock_targets} EXPORT wes_assay ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}/wes_assay" COMPONENT mock)

# Only what the embedding page names; everything else may change from one version to the next.
foreach(header
    mock_server/server.hpp mock_server/scenario_builder.hpp mock_server/testing.hpp
    mock_server/setup/options.hpp mock_server/site/site_making.hpp
    mock_server/journal/accident.hpp mock_server/journal/journal.hpp mock_server/journal/why.hpp
    mock_server/journal/run_facts.hpp
    core/clock.hpp core/headers.hpp core/paced_clock.hpp core/result.hpp schemas/dialect.hpp)
  get_filename_component(folder "${header}" DIRECTORY)
  install(FILES "${PROJECT_SOURCE_DIR}/${header}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/wes_assay/${folder}" COMPONENT mock)
endforeach()

set(package "${CMAKE_INSTALL_LIBDIR}/cmake/wes_assay")
install(EXPORT wes_assay NAMESPACE wes_assay:: FILE wes_assay_targets.cmake DESTINATION "${package}" COMPONENT mock)
file(CONFIGURE OUTPUT "${PROJECT_BINARY_DIR}/generated/wes_assay-config.cmake" @ONLY CONTENT
"include(CMakeFindDependencyMacro)
find_dependency(Threads)
find_dependency(OpenSSL 3)
find_dependency(Boost 1.81 COMPONENTS url)
find_dependency(nlohmann_json 3.11)
find_dependency(yaml-cpp 0.7)
find_dependency(fmt)
find_dependency(ZLIB)
include(\"\${CMAKE_CURRENT_LIST_DIR}/pcre2.cmake\")
include(\"\${CMAKE_CURRENT_LIST_DIR}/wes_assay_targets.cmake\")
")
install(FILES "${PROJECT_SOURCE_DIR}/cmake/pcre2.cmake" DESTINATION "${package}" COMPONENT mock)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/wes_assay-config-version.cmake"
  VERSION "${PROJECT_VERSION}" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/generated/wes_assay-config.cmake"
  "${PROJECT_BINARY_DIR}/generated/wes_assay-config-version.cmake" DESTINATION "${package}" COMPONENT mock)
