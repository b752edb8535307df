using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Forms;

/// <summary>The definitions of forms (stateless, on any silo).</summary>
[Alias("spico.forms")]
public interface IFormsGrain : IGrainWithIntegerKey
{
    /// <summary>The definitions there are.</summary>
    [Alias("list"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> List(Caller caller, ListFormsRequest request);
}
