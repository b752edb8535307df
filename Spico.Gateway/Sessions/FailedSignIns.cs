using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Spico.Gateway.Sessions;

/// <summary>
/// How often each address may still fail to sign in. A try takes one from its address before the password is looked
/// at, so that many at once are no way around, and gives it back unless the password was wrong.
/// </summary>
internal sealed class FailedSignIns(IOptions<SessionOptions> limits, TimeProvider time)
{
    private const int NetworkBytes = 8;
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, LinkedListNode<Entry>> _entries = [];
    private readonly LinkedList<Entry> _byUse = new();

    /// <summary>How many addresses are remembered.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Takes a try, or says when there will be one.</summary>
    /// <param name="address">Where it comes from; all of whom that is not known count as one.</param>
    /// <param name="retryAfter">When to come back.</param>
    public bool TryTake(IPAddress? address, out TimeSpan retryAfter)
    {
        lock (_gate)
        {
            return Touch(KeyOf(address)).Tries.TryTake(time, out retryAfter);
        }
    }

    /// <summary>Gives a try back: it did not fail.</summary>
    public void Return(IPAddress? address)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(KeyOf(address), out LinkedListNode<Entry>? node))
            {
                node.Value.Tries.Return();
            }
        }
    }

    private static IPAddress KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return IPAddress.None;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        // One subscriber holds a whole /64, and could come from another address of it each time.
        byte[] network = address.GetAddressBytes();
        network.AsSpan(NetworkBytes).Clear();
        return new IPAddress(network);
    }

    private Entry Touch(IPAddress key)
    {
        if (_entries.TryGetValue(key, out LinkedListNode<Entry>? node))
        {
            _byUse.Remove(node);
        }
        else
        {
            SessionOptions options = limits.Value;
            if (_entries.Count >= options.FailedSignInAddressesMax)
            {
                _entries.Remove(_byUse.First!.Value.Key);
                _byUse.RemoveFirst();
            }

            node = new LinkedListNode<Entry>(new Entry(
                key, new TokenBucket(options.FailedSignInsPerMinute / 60.0, options.FailedSignInBurst)));
            _entries[key] = node;
        }

        _byUse.AddLast(node);
        return node.Value;
    }

    private sealed class Entry(IPAddress key, TokenBucket tries)
    {
        /// <summary>Not read-only: taking changes it.</summary>
        public TokenBucket Tries = tries;

        public IPAddress Key { get; } = key;
    }
}
