using Microsoft.ML;
using Microsoft.ML.Data;
using MlNetBatchNorm.Tests.Views;

namespace MlNetBatchNorm.Tests.Registration;

public sealed class EstimatorWorkoutTests
{
    public static TheoryData<string> Names() => [.. WorkoutCases.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Workout_OfEstimator_Passes(string name)
    {
        WorkoutCase test = WorkoutCases.All[name](new MLContext().Transforms);
        EstimatorWorkout.Run(test.Estimator, test.Data, [.. UnfitColumns(test.Input).Select(column => Without(test.Data, test.Input, column))]);
    }

    /// <summary>Columns that no estimator of this library takes, seen from the schema's shape alone; null for none at all.</summary>
    private static IEnumerable<MemoryColumn?> UnfitColumns(string name)
    {
        yield return null;
        yield return MemoryColumn.Create(name, NumberDataViewType.Int32, new int[3]);
        yield return MemoryColumn.Text(name, "a", "b", "c");
        yield return MemoryColumn.Create(name, new KeyDataViewType(typeof(uint), 5), new uint[3]);
        yield return MemoryColumn.Vectors(name, TestRows.Create<int>(3, 12), [3, 4]);
        yield return MemoryColumn.Create(name, new VectorDataViewType(new KeyDataViewType(typeof(byte), 5), 3), new VBuffer<byte>[3]);
        yield return MemoryColumn.Create(name, new VectorDataViewType(NumberDataViewType.Single), new VBuffer<float>[3]);
    }

    /// <summary>The schema of a view with one column left out, or another in its place; the rows do not matter.</summary>
    private static MemoryView Without(MemoryView view, string name, MemoryColumn? column) => new([
        .. view.Schema.Where(other => other.Name != name).Select(other => MemoryColumn.Create(other.Name, other.Type, Array.Empty<int>())),
        .. column is null ? Array.Empty<MemoryColumn>() : [column]]);
}
