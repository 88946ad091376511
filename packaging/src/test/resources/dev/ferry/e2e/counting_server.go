// Answers each request with its number, and writes numbers while all processors are kept busy.
package main

import (
	"fmt"
	"net/http"
	"runtime"
	"sync/atomic"
	"time"
)

var requests int64
var garbage []byte

func work() {
	for {
		garbage = make([]byte, 1<<16)
		runtime.Gosched()
		time.Sleep(time.Millisecond)
	}
}

func main() {
	for i := 0; i < 8; i++ {
		go work()
	}
	http.HandleFunc("/", func(answer http.ResponseWriter, request *http.Request) {
		fmt.Fprintln(answer, atomic.AddInt64(&requests, 1))
	})
	go http.ListenAndServe("127.0.0.1:8082", nil)
	for number := 1; ; number++ {
		fmt.Println(number)
		time.Sleep(10 * time.Millisecond)
	}
}
