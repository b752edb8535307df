using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Syntheses;

/// <summary>What a selection must be.</summary>
internal static class SelectionRules
{
    /// <summary>Checks a selection; null when all is well.</summary>
    public static Error? Check(SynthesisSelection? selection) => selection switch
    {
        null => null,
        _ when !Enum.IsDefined(selection.Format) => Refusal.Invalid("selection.format", "PDF or HTML."),
        { Messages.Count: > SynthesisLimits.ChosenMessages } => Refusal.TooLarge(
            "selection.messages", SynthesisLimits.ChosenMessages, "messages"),
        { Files.Count: > SynthesisLimits.ChosenFiles } => Refusal.TooLarge(
            "selection.files", SynthesisLimits.ChosenFiles, "files"),
        { Messages.Count: > 0 } when selection.First != 0 || selection.Last != 0 => Refusal.Invalid(
            "selection.messages", "Either messages, or first and last."),
        _ when selection.Messages.Any(seq => seq is 0 or > long.MaxValue) => Refusal.Invalid(
            "selection.messages", "The numbers of messages."),
        { Last: > 0 } when selection.First > selection.Last => Refusal.Invalid(
            "selection.last", "Not before the first."),
        _ when selection.Files.Any(file => !FileId.TryFrom(file, out _)) => Refusal.Invalid(
            "selection.files", "16 bytes each."),
        { WithoutFiles: true, Files.Count: > 0 } => Refusal.Invalid(
            "selection.files", "None, when files are left out."),
        _ => null,
    };
}
