using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.House;

/// <summary>Rules that hold for the whole library.</summary>
public sealed class HouseRulesTests
{
    private static readonly Assembly Library = typeof(BatchNormEstimator).Assembly;

    /// <summary>Spans are all that the rest needs.</summary>
    [Fact]
    public void Pointers_AreInOneFile()
    {
        string source = Path.Combine(Repository.Root, "src", "MlNetBatchNorm");
        IEnumerable<string> files = Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(source, file))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(folder => folder is "obj" or "bin" or "Build"))
            .Where(file => Regex.IsMatch(File.ReadAllText(Path.Combine(source, file)), @"\bunsafe\b"));
        Assert.Equal([Path.Combine("Numerics", "Gradient", "SharedBatch.cs")], files);
    }

    /// <summary>Elsewhere, a pipe would be waited for, or an old file be lost. What a fit writes to a folder of its own is its own.</summary>
    [Fact]
    public void Files_AreOpenedInTheirRoom()
    {
        string source = Path.Combine(Repository.Root, "src");
        IEnumerable<string> files = Directory.GetFiles(source, "*.cs", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(source, file).Replace('\\', '/'))
            .Where(file => !file.Split('/').Any(folder => folder is "obj" or "bin" or "Build" or "Files"))
            .Where(file => Regex.IsMatch(File.ReadAllText(Path.Combine(source, file)), @"\bFile\.(Open|Create|Read|Write|Append|Copy|Move)|new (FileStream|StreamReader|StreamWriter)\("))
            .Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "MlNetBatchNorm.OnnxTransformer/Graph/AdaptableModel.cs", "MlNetBatchNorm.OnnxTransformer/Running/MomentsSession.cs",
                "MlNetBatchNorm.OnnxTransformer/Running/OwnedFile.cs", "MlNetBatchNorm.OnnxTransformer/Running/WeightsFile.cs",
                // A list of images may come from a pipe.
                "MlNetBatchNorm.Tool/Images/PathList.cs",
            ],
            files);
    }

    [Fact]
    public void PublicTypes_AreSealed() =>
        Assert.All(Library.GetExportedTypes(), type => Assert.True(type.IsSealed, $"{type} may be derived from."));

    /// <summary>What compares by value by Equals must not compare by reference by ==.</summary>
    [Fact]
    public void PublicTypes_ThatCompareByValue_HaveTheOperators()
    {
        Type[] types =
            [.. Library.GetExportedTypes().Where(type => type.GetInterfaces().Contains(typeof(IEquatable<>).MakeGenericType(type)))];
        Assert.Contains(typeof(ChannelStatistics), types);
        Assert.All(types, type => Assert.All((string[])["op_Equality", "op_Inequality"], name => Assert.NotNull(type.GetMethod(name, [type, type]))));
    }

    [Fact]
    public void PublicApi_IsTheReviewedOne() => PublicApi.AssertReviewed(Library, folder: "");

    [Fact]
    public void Defaults_AreTheSameInOptionsAndCatalog_AndPyTorchs()
    {
        var options = new BatchNormEstimator.Options();
        Assert.Equal((1e-5f, 0.1f, true, true), (options.Epsilon, options.Momentum, options.Affine, options.TrackRunningStats));
        ParameterInfo[] parameters = typeof(BatchNormCatalog).GetMethods()
            .Single(method => method.Name == nameof(BatchNormCatalog.NormalizeBatch) && method.GetParameters().Length > 5).GetParameters();
        Assert.Equal(
            [null, options.BatchSize, options.Epsilon, options.Momentum, options.Affine, options.TrackRunningStats, options.Statistics],
            parameters.Where(parameter => parameter.HasDefaultValue).Select(parameter => parameter.DefaultValue));
    }
}
