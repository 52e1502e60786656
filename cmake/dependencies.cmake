# SPDX-License-Identifier: Apache-2.0
# Everything comes from the distribution's packages (script/setup names them); nothing is downloaded.
find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Boost 1.81 REQUIRED COMPONENTS url)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(pugixml REQUIRED)
find_package(CLI11 REQUIRED)

# Asio and Beast are compiled once, here, and not again in every file that includes them.
file(WRITE "${PROJECT_BINARY_DIR}/generated/asio.cpp"
  "#include <boost/asio/impl/src.hpp>\n#include <boost/asio/ssl/impl/src.hpp>\n#include <boost/beast/src.hpp>\n")
add_library(assay_asio STATIC "${PROJECT_BINARY_DIR}/generated/asio.cpp")
target_compile_definitions(assay_asio PUBLIC
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)
target_link_libraries(assay_asio PUBLIC Boost::boost OpenSSL::SSL OpenSSL::Crypto Threads::Threads nlohmann_json::nlohmann_json)
if(ASSAY_SANITIZE)
  target_compile_options(assay_asio PRIVATE -fsanitize=${ASSAY_SANITIZE} -fno-omit-frame-pointer)
endif()
