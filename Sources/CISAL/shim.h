/* SPDX-License-Identifier: Apache-2.0 */
/* ISA-L is optional: where it is missing, this module is empty and CDeflate inflates. */
#if __has_include(<isa-l.h>)
#include <isa-l.h>
#endif
