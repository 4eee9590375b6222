using AdaptOnnx.Learning;
using Spectre.Console;

namespace AdaptOnnx.Reporting;

/// <summary>What was measured, as tables.</summary>
internal static class ResultTables
{
    public static Table OfShifts(IEnumerable<ShiftResult> results) => Create(
        "Right answers in percent, before and after adapting to unlabeled images",
        ["Shift", "as trained", .. Experiment.Counts.Select(count => $"{count:n0} images")],
        results.Select(result => (IEnumerable<string>)[result.Shift.Name, $"{result.AsTrained}", .. result.Adapted.Select(accuracy => $"{accuracy}")]));

    public static Table OfBlends(IEnumerable<BlendResult> results) => Create(
        "Adapted to images that represent those to come badly: Blend keeps some of the old statistics",
        ["Adapted to", "Shift", "as trained", .. Experiment.Blends.Select(blend => FormattableString.Invariant($"Blend {blend}"))],
        results.Select(result => (IEnumerable<string>)[result.Case.Name, result.Case.Shift.Name, $"{result.AsTrained}", .. result.Blended.Select(accuracy => $"{accuracy}")]));

    private static Table Create(string title, IReadOnlyList<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        var table = new Table { Border = TableBorder.Simple, Title = new TableTitle(title) };
        foreach ((int index, string column) in columns.Index())
            table.AddColumn(new TableColumn(column) { Alignment = index == 0 ? Justify.Left : Justify.Right });
        foreach (IEnumerable<string> row in rows)
            table.AddRow([.. row]);
        return table;
    }
}
