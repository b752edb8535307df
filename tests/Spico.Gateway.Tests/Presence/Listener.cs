using System.Collections.Concurrent;
using Spico.Gateway.Presence;
using Spico.Gateway.Sessions;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Gateway.Tests.Presence;

/// <summary>A session that writes down what it hears.</summary>
internal sealed class Listener(PersonId person) : IPresenceListener
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly SemaphoreSlim _hearing = new(0);

    public PersonId Person => person;

    public string[] Heard => [.. _heard];

    public void Hear(SharedPush push)
    {
        Push message = push.ToMessage();
        PersonId.TryFrom(message.Typing?.Person ?? message.Presence.Person, out PersonId about);
        _heard.Enqueue(message.KindCase == Push.KindOneofCase.Typing ? Words.Types(about)
            : message.Presence.Present ? Words.Comes(about) : Words.Goes(about));
        _hearing.Release();
    }

    /// <summary>Waits until exactly these were heard, in this order.</summary>
    public async Task HasHeardAsync(params string[] expected)
    {
        using var patience = new CancellationTokenSource(Eventually.Patience);
        while (_heard.Count < expected.Length)
        {
            try
            {
                await _hearing.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        Assert.Equal(expected, _heard);
    }

    public static class Words
    {
        public static string Comes(PersonId person) => $"{person} comes";

        public static string Goes(PersonId person) => $"{person} goes";

        public static string Types(PersonId person) => $"{person} types";
    }
}
