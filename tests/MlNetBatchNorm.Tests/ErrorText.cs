using System.Globalization;

namespace MlNetBatchNorm.Tests;

/// <summary>Asserts what an error says, word for word, where numbers are written with a comma: messages must not follow the machine's culture.</summary>
internal static class ErrorText
{
    private static readonly CultureInfo CommaCulture = MakeCommaCulture();

    /// <summary>Asserts the exact type and text of what <paramref name="action"/> throws.</summary>
    public static void Is<T>(string expected, Action action) where T : Exception
    {
        T exception = Assert.Throws<T>(() => InCommaCulture(action));
        Assert.Equal(expected, exception.Message);

        // ML.NET marks the exceptions that are meant for its users; tools over it show others as crashes.
        Assert.True(exception is OperationCanceledException || exception.Data.Contains("ML_IsMarked"), "The exception is not marked.");
    }

    /// <summary>Asserts an error of a parameter, an option or a column.</summary>
    public static void IsOfParameter(string parameter, string expected, Action action) =>
        Is<ArgumentOutOfRangeException>($"{expected} (Parameter '{parameter}')", action);

    /// <summary>Asserts an error of a column of the input.</summary>
    public static void IsOfColumn(string expected, Action action) => IsOfParameter("inputSchema", expected, action);

    /// <summary>Asserts an error that only the rows show.</summary>
    public static void IsOfData(string expected, Action action) => Is<InvalidOperationException>(expected, action);

    private static void InCommaCulture(Action action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CommaCulture;
        try
        {
            action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    private static CultureInfo MakeCommaCulture()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NumberDecimalSeparator = ",";
        return CultureInfo.ReadOnly(culture);
    }
}
