using Spico.Protocol.V1;

namespace Spico.Silo.Exports;

/// <summary>Something that belongs to an export could not be read: the export is refused as that was.</summary>
internal sealed class ExportRefusedException(Error refusal) : Exception(refusal.Message)
{
    /// <summary>Why.</summary>
    public Error Refusal { get; } = refusal;
}
