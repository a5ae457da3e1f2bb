// Dear ImGui's OpenGL backend asks for the GL state before it draws, to put it back afterwards. In a browser such a
// question waits until the GPU process has done everything before it, whole frames of it: the longest wait of the UI
// thread by far. Nobody else draws in this context, so what the backend puts back is always what it found first:
// each question is asked once and answered from memory from then on. The build renames the backend's calls to here.
#include <array>
#include <cstddef>
#include <map>

#include <GLES3/gl3.h>

namespace {

// The longest answer asked for: a rectangle.
using Answer = std::array<GLint, 4>;

std::map<GLenum, Answer>& answers() {
  static std::map<GLenum, Answer> known;
  return known;
}

std::size_t length_of(GLenum name) { return name == GL_VIEWPORT || name == GL_SCISSOR_BOX ? 4 : 1; }

}  // namespace

extern "C" void assay_gl_get_integerv(GLenum name, GLint* out) {
  auto [known, fresh] = answers().try_emplace(name);
  if (fresh) glGetIntegerv(name, known->second.data());
  for (std::size_t i = 0; i < length_of(name); ++i) out[i] = known->second[i];
}
