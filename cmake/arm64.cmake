# SPDX-License-Identifier: Apache-2.0
# Toolchain of the preset static-arm64: Debian's cross compiler, and the libraries of Debian's architecture arm64 beside it
# (dpkg --add-architecture arm64; g++-aarch64-linux-gnu, and each -dev package of script/setup with :arm64).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_ASM_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_CROSSCOMPILING_EMULATOR qemu-aarch64-static)
