using System.Text;

namespace MlNetBatchNorm.OnnxAdaptation.Running;

/// <summary>The layers and how far they moved, as a table for the log.</summary>
internal static class ShiftTable
{
    public static string Create(string summary, IReadOnlyList<LayerShift> shifts)
    {
        const string heading = "Layer";
        int width = shifts.Max(shift => shift.Layer.Name.Length);
        width = Math.Max(width, heading.Length);
        var table = new StringBuilder(summary).AppendLine(" Shift: of the mean, in old deviations. Spread: new deviation / old.");
        table.AppendLine($"{heading.PadRight(width)}  channels  shift (rms)  (largest)  spread");
        foreach (LayerShift shift in shifts)
            table.AppendLine(FormattableString.Invariant(
                $"{shift.Layer.Name.PadRight(width)}  {shift.Layer.Old.NumFeatures,8}  {shift.TypicalShift,11:0.00}  {shift.LargestShift,9:0.00}  {shift.Spread,6:0.00}"));
        return table.ToString().TrimEnd();
    }
}
