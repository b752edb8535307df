using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Exports;

/// <summary>Makes files of what is held about a person. Its key is that of their inbox: one at a time.</summary>
[Alias("spico.own-data")]
public interface IOwnDataGrain : IGrainWithStringKey
{
    /// <summary>Makes the export, unless it was made, and gives a ticket for it.</summary>
    [Alias("export"), ResponseTimeout("00:01:00")]
    ValueTask<Reply> Export(Caller caller, ExportOwnDataRequest request);
}
