using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Streams;

namespace Spico.Silo.Dossiers.Dashboards;

/// <summary>The dashboards (stateless, on any silo).</summary>
[Alias("spico.dashboard")]
public interface IDashboardGrain : IGrainWithIntegerKey
{
    /// <summary>The caller's dashboard, or a page of a section of it.</summary>
    [Alias("read"), ResponseTimeout("00:00:05")]
    ValueTask<Reply> Read(Caller caller, ReadDashboardRequest request);

    /// <summary>
    /// Tells those who read this fact of a dossier that it changes their dashboard, where their inbox is open. A
    /// consequence of the fact: called by silos only, as often as it takes. True when they are told.
    /// </summary>
    [Alias("tell"), ResponseTimeout("00:00:10")]
    ValueTask<bool> Tell(StreamId dossier, long seq);

    /// <summary>
    /// Tells the other devices of a person that they have read a dossier so far, where their inbox is open; and who
    /// acts for them, if their lists show it. Best effort. Called by silos only.
    /// </summary>
    [Alias("tell-read"), ResponseTimeout("00:00:05")]
    ValueTask TellRead(PersonId person, StreamId dossier, long seq);
}
