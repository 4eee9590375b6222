using System.Reflection;
using System.Runtime.CompilerServices;
using MlNetBatchNorm.Tests.House;

namespace MlNetBatchNorm.Tests.Hangfire;

/// <summary>Rules that hold for the package MlNetBatchNorm.Hangfire.</summary>
public sealed class PackageTests
{
    private static readonly Assembly Package = typeof(ShardPipeline).Assembly;

    [Fact]
    public void PublicTypes_AreSealed() =>
        Assert.All(Package.GetExportedTypes(), type => Assert.True(type.IsSealed, $"{type} may be derived from."));

    [Fact]
    public void PublicApi_IsTheReviewedOne() => PublicApi.AssertReviewed(Package, "Hangfire");

    [Fact]
    public void Library_KeepsItsInternalsFromThePackage() => Assert.DoesNotContain(
        typeof(BatchNormEstimator).Assembly.GetCustomAttributes<InternalsVisibleToAttribute>(), friend => friend.AssemblyName == Package.GetName().Name);

    /// <summary>Which storage there is, its user decides.</summary>
    [Fact]
    public void Package_BringsNoStorage() => Assert.Equal(
        ["Hangfire.Core"], Package.GetReferencedAssemblies().Select(name => name.Name!).Where(name => name.StartsWith("Hangfire", StringComparison.Ordinal)));
}
