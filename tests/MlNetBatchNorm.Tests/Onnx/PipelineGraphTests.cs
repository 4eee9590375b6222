using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Model.OnnxConverter;
using Microsoft.ML.OnnxRuntime;
using DataType = MlNetBatchNorm.Onnx.TensorProto.Types.DataType;

namespace MlNetBatchNorm.Tests.Onnx;

/// <summary>The part of a pipeline's ONNX model that NormalizeBatch adds when <c>mlContext.Model.ConvertToOnnx</c> asks its view.</summary>
public sealed class PipelineGraphTests
{
    private static readonly float[][] Rows = [[1, 10], [3, 30], [8, 80]];

    private readonly MLContext _ml = new();
    private readonly PipelineContext _context = new();

    public static TheoryData<string> Layouts() => LayoutCase.Names();

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SaveAsOnnx_OfSingles_GivesTheTransformersValues(string name) => Check<float, float>(name, DataType.Float, 0.5, 1.25);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SaveAsOnnx_OfDoubles_GivesTheTransformersValues(string name) => Check<double, double>(name, DataType.Double, 0.5, 1.25);

    [Theory]
    [MemberData(nameof(Layouts))]
    public void SaveAsOnnx_OfBytes_GivesTheTransformersValues(string name) => Check<byte, float>(name, DataType.Uint8, 110, 60);

    [Fact]
    public void SaveAsOnnx_InPlaceAndThenOnce_ReadsWhatEachStepReads()
    {
        IDataView data = ColumnValues.View(_ml, Rows, 2);
        IDataView applied = _ml.Transforms.NormalizeBatch(ColumnValues.Input)
            .Append(_ml.Transforms.NormalizeBatch([new(ColumnValues.Input, ColumnValues.Input), new("Y", ColumnValues.Input)])).Fit(data).Transform(data);
        _context.AddInput(ColumnValues.Input, DataType.Float, [2]);
        Save(((IDataTransform)applied).Source);
        Save(applied);
        foreach (string column in (string[])["Y", ColumnValues.Input])
            _context.AddOutput(column, DataType.Float, [2]);
        foreach (string column in (string[])["Y", ColumnValues.Input])
            Close.AssertRelative([.. ColumnValues.Read(applied, column).SelectMany(row => row)], Run<float, float>(Rows, [2], column), 1e-6);
    }

    [Fact]
    public void SaveAsOnnx_WhereAColumnHasTheNameOfAnInnerValue_LeavesItsNameToIt()
    {
        _context.AddInput(ColumnValues.Input, DataType.Float, [2]);
        _context.AddInput("Y/scale", DataType.Float, [2]);
        IDataView data = ColumnValues.View(_ml, Rows, 2);
        Save(_ml.Transforms.NormalizeBatch("Y", ColumnValues.Input).Fit(data).Transform(data));
        Assert.Equal("Y/scale", _context.GetVariableName("Y/scale"));
    }

    [Fact]
    public void SaveAsOnnx_WhereTheInputIsNotInTheModel_LeavesTheOutputOut()
    {
        IDataView data = ColumnValues.View(_ml, Rows, 2);
        _context.AddInput("Y", DataType.Float, [2]);
        Save(_ml.Transforms.NormalizeBatch("Y", ColumnValues.Input).Fit(data).Transform(data));
        Assert.Empty(_context.Graph.Node);
        Assert.False(_context.ContainsColumn("Y"));
    }

    [Fact]
    public void SaveAsOnnx_OfUntrackedStatistics_ThrowsInsteadOfTakingTheOutputForAnInput()
    {
        IDataView data = ColumnValues.View(_ml, Rows, 2);
        IDataView applied = _ml.Transforms.NormalizeBatch("Y", ColumnValues.Input, trackRunningStats: false).Fit(data).Transform(data);
        _context.AddInput(ColumnValues.Input, DataType.Float, [2]);
        Assert.Same(data, ((IDataTransform)applied).Source);
        Assert.StartsWith("Column 'Y' cannot be written as ONNX: running statistics are not tracked",
            Assert.Throws<InvalidOperationException>(() => Save(applied)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveAsOnnx_Always_WritesWhatTheOpsetHas()
    {
        IDataView data = ColumnValues.View(_ml, Rows, 2);
        _context.AddInput(ColumnValues.Input, DataType.Float, [2]);
        Save(_ml.Transforms.NormalizeBatch("Y", ColumnValues.Input).Fit(data).Transform(data));
        Assert.Equal(["epsilon", "momentum"], Assert.Single(_context.Graph.Node).Attribute.Select(attribute => attribute.Name));
    }

    private void Check<TIn, TOut>(string name, DataType type, double mean, double deviation)
        where TIn : struct
        where TOut : struct, IConvertible
    {
        LayoutCase layout = LayoutCase.Named(name);
        TIn[][] rows = layout.Rows<TIn>(mean);
        IDataView applied = layout.Fit<TIn>(_ml, layout.Parameters(mean, deviation)).Transform(ColumnValues.View(_ml, rows, layout.Dimensions));

        // A vector of one value is [batch, 1] in ML.NET's models, whatever its dimensions.
        int[] dimensions = layout.Size == 1 ? [1] : layout.Dimensions;
        _context.AddInput(ColumnValues.Input, type, dimensions);
        Save(applied);
        _context.AddOutput("Y", type == DataType.Double ? DataType.Double : DataType.Float, dimensions);
        Close.AssertRelative([.. ColumnValues.Read<TOut>(applied, "Y").SelectMany(row => row)], Run<TIn, TOut>(rows, dimensions, "Y"), 1e-6);
    }

    private void Save(IDataView view)
    {
        ITransformCanSaveOnnx transform = Assert.IsAssignableFrom<ITransformCanSaveOnnx>(view);
        Assert.True(transform.CanSaveOnnx(_context));
        transform.SaveAsOnnx(_context);
    }

    private TOut[] Run<TIn, TOut>(TIn[][] rows, int[] dimensions, string column)
    {
        using var session = new InferenceSession(_context.ToModel());
        return OnnxRuntimeModel.Run<TIn, TOut>(session, rows, dimensions, ColumnValues.Input, _context.GetVariableName(column));
    }
}
