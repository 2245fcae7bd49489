// Go's vishvananda/netlink: a table of links by its subscription, which ends with the first overflow.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"syscall"
	"time"
	"unsafe"

	"github.com/vishvananda/netlink"
)

const (
	iffUp      = 0x1
	iffRunning = 0x40
	iffLowerUp = 0x10000
)

type report struct {
	Messages    int           `json:"messages"`
	Overflows   int           `json:"overflows"`
	ChangedAtMs float64       `json:"changedAtMs"`
	Table       map[int32]int `json:"table"`
}

var (
	lock  sync.Mutex
	state = report{Table: map[int32]int{}}
)

func take(update netlink.LinkUpdate) {
	lock.Lock()
	defer lock.Unlock()
	state.Messages++
	before, known := state.Table[update.Index]
	if update.Header.Type == syscall.RTM_DELLINK {
		if !known {
			return
		}
		delete(state.Table, update.Index)
	} else {
		bits := 0
		if update.Flags&iffUp != 0 {
			bits |= 1
		}
		if update.Flags&iffRunning != 0 && update.Flags&iffLowerUp != 0 {
			bits |= 2
		}
		if known && before == bits {
			return
		}
		state.Table[update.Index] = bits
	}
	state.ChangedAtMs = monotonicMs()
}

// CLOCK_MONOTONIC; the time package has it, and does not tell.
func monotonicMs() float64 {
	const clockMonotonic = 1
	var now syscall.Timespec
	syscall.Syscall(syscall.SYS_CLOCK_GETTIME, clockMonotonic, uintptr(unsafe.Pointer(&now)), 0)
	return float64(now.Nano()) / 1e6
}

func main() {
	updates := make(chan netlink.LinkUpdate, 4096)
	options := netlink.LinkSubscribeOptions{
		ListExisting: true,
		ErrorCallback: func(error) {
			lock.Lock()
			state.Overflows++
			lock.Unlock()
		},
	}
	if err := netlink.LinkSubscribeWithOptions(updates, nil, options); err != nil {
		panic(err)
	}
	go func() {
		for update := range updates {
			take(update)
		}
	}()
	// The list has no end that could be heard.
	time.Sleep(300 * time.Millisecond)
	fmt.Println("ready")
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		lock.Lock()
		line, _ := json.Marshal(state)
		lock.Unlock()
		fmt.Println(string(line))
	}
}
