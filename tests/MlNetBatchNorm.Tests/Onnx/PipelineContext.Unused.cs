using Microsoft.ML.Model.OnnxConverter;

namespace MlNetBatchNorm.Tests.Onnx;

// What no transform of this library asks for.
internal sealed partial class PipelineContext
{
    public override string AddInitializer(IEnumerable<bool> values, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(IEnumerable<int> values, Type type, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(IEnumerable<string> values, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(IEnumerable<ulong> values, bool isUint64, IEnumerable<long> dims, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(bool value, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(float value, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(int value, Type type, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(string value, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(long value, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(double value, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override string AddInitializer(ulong value, bool isUint64, string? name = null, bool makeUniqueName = true) =>
        throw new NotSupportedException();

    public override List<long> RetrieveShapeOrNull(string variableName) => throw new NotSupportedException();

    public override void RemoveVariable(string variableName, bool removeColumn) => throw new NotSupportedException();

    public override void RemoveInputVariable(string variableName) => throw new NotSupportedException();
}
