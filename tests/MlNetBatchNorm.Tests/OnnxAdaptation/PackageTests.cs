using System.Reflection;
using System.Runtime.CompilerServices;
using MlNetBatchNorm.Tests.House;

namespace MlNetBatchNorm.Tests.OnnxAdaptation;

/// <summary>Rules that hold for the package MlNetBatchNorm.OnnxTransformer.</summary>
public sealed class PackageTests
{
    private static readonly Assembly Package = typeof(OnnxAdaptationEstimator).Assembly;

    [Fact]
    public void PublicTypes_AreSealed() =>
        Assert.All(Package.GetExportedTypes(), type => Assert.True(type.IsSealed, $"{type} may be derived from."));

    [Fact]
    public void PublicApi_IsTheReviewedOne() => PublicApi.AssertReviewed(Package, "OnnxAdaptation");

    [Fact]
    public void Library_KeepsItsInternalsFromThePackage() => Assert.DoesNotContain(
        typeof(BatchNormEstimator).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>(), friend => friend.AssemblyName == Package.GetName().Name);
}
