using MlNetBatchNorm.Access;
using MlNetBatchNorm.Columns;

namespace MlNetBatchNorm.Onnx.Export;

/// <summary>
/// The names of values in an ONNX graph. Every value has its own, so a column that is normalized in place cannot have one name for both
/// ends: its output is then called "X.output". ML.NET's own export ends every output's name like that, and ApplyOnnxModel takes the ending
/// off again, so that there the column is X after all.
/// </summary>
internal sealed class OnnxNames
{
    private const string OutputEnding = ".output";

    private readonly HashSet<string> _inputs;
    private readonly HashSet<string> _taken;

    public OnnxNames(IReadOnlyList<FittedColumn> columns)
    {
        _inputs = [.. columns.Select(column => column.Input.ColumnName)];
        _taken = [.. _inputs, .. columns.Select(column => column.OutputColumnName)];
    }

    /// <summary>The name of a column's output.</summary>
    /// <exception cref="InvalidOperationException">The column is normalized in place, and another one has the name that is left.</exception>
    public string Output(FittedColumn column)
    {
        string name = column.OutputColumnName;
        if (!_inputs.Contains(name))
            return name;
        if (!_taken.Add(name + OutputEnding))
            throw Errors.Data(
                $"Output column '{name}' has the name of an input column, and two values of an ONNX model cannot have one name. It would be called " +
                $"'{name}{OutputEnding}', but another column has that name. Give the output column a name of its own.");
        return name + OutputEnding;
    }

    /// <summary>A name for a value within, which no column and no other value has.</summary>
    public string Inner(string wanted)
    {
        string name = wanted;
        for (int i = 2; !_taken.Add(name); i++)
            name = $"{wanted}_{i}";
        return name;
    }
}
