# Everything that comes from outside; docs/dependencies.md gives the reason for each.
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(Torch REQUIRED)
find_package(OpenMP REQUIRED)
find_package(BLAS REQUIRED)

# glibc returns large blocks to the kernel at every step; a caching allocator doubles training speed (docs/toolchain.md).
# The sanitizers bring their own allocator.
find_library(LETHE_TCMALLOC NAMES tcmalloc_minimal libtcmalloc_minimal.so.4)
if(LETHE_SANITIZE)
  set(LETHE_TCMALLOC "" CACHE STRING "" FORCE)
endif()

if(LETHE_PARTS STREQUAL "all")
  # FAISS's package file names LAPACK and BLAS but does not look for them.
  find_package(LAPACK REQUIRED)
  find_package(faiss REQUIRED)
  find_package(RocksDB REQUIRED)
  find_package(gRPC REQUIRED)
  find_package(CLI11 REQUIRED)
  find_package(nlohmann_json REQUIRED)
  find_package(PkgConfig REQUIRED)
  pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-uc icu-i18n)
  pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
  pkg_check_modules(PQ REQUIRED IMPORTED_TARGET libpq)
  pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
  find_package(ZLIB REQUIRED)
  find_library(LETHE_STEMMER stemmer REQUIRED)
  find_program(LETHE_GRPC_CPP_PLUGIN grpc_cpp_plugin REQUIRED)
endif()

if(LETHE_TESTS)
  find_package(GTest REQUIRED)
endif()
if(LETHE_BENCH)
  find_package(benchmark REQUIRED)
endif()
