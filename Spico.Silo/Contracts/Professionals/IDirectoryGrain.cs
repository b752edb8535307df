using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Professionals;

/// <summary>The directory of professionals (stateless, on any silo).</summary>
[Alias("spico.directory")]
public interface IDirectoryGrain : IGrainWithIntegerKey
{
    /// <summary>The professionals who are meant, within what the caller may find in a minute and a day.</summary>
    [Alias("search"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> Search(Caller caller, SearchDirectoryRequest request);

    /// <summary>What can be searched by.</summary>
    [Alias("describe"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> Describe(Caller caller, DescribeDirectoryRequest request);
}
