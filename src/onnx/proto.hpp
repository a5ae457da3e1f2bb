// Field numbers of onnx.proto3 (ONNX 1.17) that Assay reads or writes.
#pragma once

#include <cstdint>

namespace assay::onnx::proto {

namespace model {
enum : std::uint32_t {
  IrVersion = 1, ProducerName = 2, ProducerVersion = 3, Domain = 4, ModelVersion = 5, DocString = 6, Graph = 7,
  OpsetImport = 8, MetadataProps = 14, TrainingInfo = 20, Functions = 25,
};
}
namespace opset { enum : std::uint32_t { Domain = 1, Version = 2 }; }
namespace entry { enum : std::uint32_t { Key = 1, Value = 2 }; }  // StringStringEntryProto
namespace graph {
enum : std::uint32_t {
  Node = 1, Name = 2, Initializer = 5, DocString = 10, Input = 11, Output = 12, ValueInfo = 13,
  SparseInitializer = 15,
};
}
namespace function { enum : std::uint32_t { Name = 1, Node = 7 }; }
namespace node {
enum : std::uint32_t { Input = 1, Output = 2, Name = 3, OpType = 4, Attribute = 5, DocString = 6, Domain = 7 };
}
namespace attribute {
enum : std::uint32_t {
  Name = 1, F = 2, I = 3, S = 4, T = 5, G = 6, Floats = 7, Ints = 8, Strings = 9, Tensors = 10, Graphs = 11,
  Type = 20, RefAttrName = 21, SparseTensor = 22, SparseTensors = 23,
};
}
namespace tensor {
enum : std::uint32_t {
  Dims = 1, DataType = 2, FloatData = 4, Int32Data = 5, StringData = 6, Int64Data = 7, Name = 8, RawData = 9,
  DoubleData = 10, Uint64Data = 11, ExternalData = 13, DataLocation = 14,
};
}
namespace sparse { enum : std::uint32_t { Values = 1, Indices = 2, Dims = 3 }; }
namespace value_info { enum : std::uint32_t { Name = 1, Type = 2, DocString = 3 }; }
namespace type {
enum : std::uint32_t { Tensor = 1, Sequence = 4, Map = 5, SparseTensor = 8, Optional = 9 };
}
namespace tensor_type { enum : std::uint32_t { ElemType = 1, Shape = 2 }; }
namespace map_type { enum : std::uint32_t { KeyType = 1, ValueType = 2 }; }
namespace shape { enum : std::uint32_t { Dim = 1 }; }
namespace dim { enum : std::uint32_t { Value = 1, Param = 2 }; }

}  // namespace assay::onnx::proto
