using System.Reflection;
using Microsoft.ML;

namespace MlNetBatchNorm.Tests.Views;

/// <summary>The shapes of schemas, by members that ML.NET keeps to itself.</summary>
internal static class SchemaShapes
{
    private const BindingFlags Internal = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DoNotWrapExceptions;

    private static readonly MethodInfo CreateMethod = typeof(SchemaShape).GetMethod("Create", Internal)!;
    private static readonly MethodInfo IsCompatibleMethod = typeof(SchemaShape.Column).GetMethod("IsCompatibleWith", Internal)!;

    /// <summary>What an estimator is told of a schema.</summary>
    public static SchemaShape Of(DataViewSchema schema) =>
        (SchemaShape)CreateMethod.Invoke(null, Internal, binder: null, [schema], culture: null)!;

    /// <summary>
    /// Asserts that the same columns are promised and delivered, and that neither side has a kind, an item type or an annotation that the
    /// other lacks.
    /// </summary>
    public static void AssertSame(SchemaShape promised, SchemaShape delivered)
    {
        Assert.Equal(Names(promised), Names(delivered));
        foreach ((SchemaShape.Column promise, SchemaShape.Column delivery) in Sorted(promised).Zip(Sorted(delivered)))
        {
            Assert.True(IsCompatible(promise, delivery), $"Column '{promise.Name}' is delivered with less than was promised.");
            Assert.True(IsCompatible(delivery, promise), $"Column '{promise.Name}' is delivered with more than was promised.");
        }
    }

    private static IOrderedEnumerable<SchemaShape.Column> Sorted(SchemaShape shape) => shape.OrderBy(column => column.Name, StringComparer.Ordinal);

    private static IEnumerable<string> Names(SchemaShape shape) => Sorted(shape).Select(column => column.Name);

    private static bool IsCompatible(SchemaShape.Column required, SchemaShape.Column found) =>
        (bool)IsCompatibleMethod.Invoke(required, [found])!;
}
