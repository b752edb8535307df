using System.Diagnostics.CodeAnalysis;
using Spico.Gateway.Streams;
using Spico.Protocol;

namespace Spico.Gateway.Sessions;

/// <summary>
/// The streams that one session has open, by their ids. Most idle sessions have one: a table is made for the second.
/// </summary>
internal struct OpenStreamSet
{
    private OpenStream? _only;
    private Dictionary<StreamId, OpenStream>? _all;

    public readonly int Count => _all?.Count ?? (_only is null ? 0 : 1);

    public readonly bool TryGet(StreamId id, [NotNullWhen(true)] out OpenStream? open)
    {
        if (_all is not null)
        {
            return _all.TryGetValue(id, out open);
        }

        open = _only?.Stream.Id == id ? _only : null;
        return open is not null;
    }

    /// <summary>Adds one whose id is not there.</summary>
    public void Add(OpenStream open)
    {
        if (_all is null && _only is null)
        {
            _only = open;
            return;
        }

        if (_all is null)
        {
            _all = new Dictionary<StreamId, OpenStream> { [_only!.Stream.Id] = _only };
            _only = null;
        }

        _all.Add(open.Stream.Id, open);
    }

    public void Remove(StreamId id)
    {
        _all?.Remove(id);
        _only = _only?.Stream.Id == id ? null : _only;
    }

    public readonly OpenStream[] ToArray() => _all is not null ? [.. _all.Values] : _only is null ? [] : [_only];
}
